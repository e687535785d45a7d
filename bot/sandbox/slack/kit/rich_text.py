"""Rich text: sections, lists, quotes and preformatted text, and the leaves in them.

Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block.
"""

from collections.abc import Mapping

from bot.sandbox.slack.kit.objects import BLOCK_ID, CHANNEL_ID, USER_ID
from bot.sandbox.slack.kit.schema import Check, boolean, integer, items, one_of, record, string, tagged, url

_FLAGS = ("bold", "italic", "strike", "underline", "code", "highlight", "client_highlight", "unlink")
_STYLE = record({}, dict.fromkeys(_FLAGS, boolean))
_BORDER = one_of(0, 1)


def _leaf(required: Mapping[str, Check], **optional: Check) -> Check:
    return record(required, {"style": _STYLE, **optional})


LEAF = tagged(
    {
        "text": _leaf({"text": string(least=0)}),
        "link": _leaf({"url": url()}, text=string(least=0), unsafe=boolean),
        "user": _leaf({"user_id": USER_ID}),
        "usergroup": _leaf({"usergroup_id": string(pattern=r"S[A-Z0-9]+")}),
        "channel": _leaf({"channel_id": CHANNEL_ID}),
        "emoji": _leaf({"name": string()}, skin_tone=integer(1, 6), unicode=string()),
        "team": _leaf({"team_id": string(pattern=r"T[A-Z0-9]+")}),
        "broadcast": _leaf({"range": one_of("here", "channel", "everyone")}),
        "color": _leaf({"value": string(pattern=r"#?[0-9a-fA-F]{6}")}),
        "date": _leaf({"timestamp": integer(0), "format": string()}, url=url(), fallback=string(least=0)),
    }
)
_LEAVES = items(LEAF, least=0)
_SECTION = record({"elements": _LEAVES})
PART = tagged(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": record(
            {"style": one_of("bullet", "ordered"), "elements": items(tagged({"rich_text_section": _SECTION}))},
            {"indent": integer(0), "offset": integer(0), "border": _BORDER},
        ),
        "rich_text_preformatted": record({"elements": _LEAVES}, {"border": _BORDER, "language": string()}),
        "rich_text_quote": record({"elements": _LEAVES}, {"border": _BORDER}),
    }
)
RICH_TEXT_BLOCK = record({"elements": items(PART, least=0)}, {"block_id": BLOCK_ID})
RICH_TEXT = tagged({"rich_text": RICH_TEXT_BLOCK})
"""A whole rich_text block where a field asks for one."""
