"""Many cards at once, against Slack's own limits."""

from pathlib import Path

from tests.bench.messages import bring


async def test_twelve_cards_and_a_digest_take_one_call_each_and_no_refusal(tmp_path: Path) -> None:
    brought = await bring(tmp_path, 12)
    assert (brought.calls, brought.posts) == (13, 13)
    assert brought.seconds <= 15


async def test_without_a_pace_of_our_own_a_refusal_is_still_not_run_into_again_and_again(tmp_path: Path) -> None:
    brought = await bring(tmp_path, 12, pace=0.0)
    assert brought.posts == 13
    assert brought.calls <= 30
