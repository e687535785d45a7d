"""`decide` against a small model that only remembers what the looks said."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.core.cards import Stage
from bot.core.facts import FactName, FactState, Verdict
from bot.core.stage import PROOFS, stage_of
from tests.core.support import RIGHT, UNKNOWN, WRONG, Life, details, link_domain

NAMES = tuple(name.value for name in FactName)


class DecideMachine(RuleBasedStateMachine):
    """The model keeps, for each fact, the run of telling looks since it last changed, and three flags."""

    def __init__(self) -> None:
        super().__init__()
        self.life = Life(link_domain(details=details()))
        self.believed = dict.fromkeys(NAMES, FactState.OPEN)
        self.against = dict.fromkeys(NAMES, 0)
        self.was_wrong_at_birth: set[str] = set()
        self.is_born = self.is_ill = False

    @rule(seen=st.dictionaries(st.sampled_from(NAMES), st.sampled_from(Verdict), min_size=1))
    def look(self, seen: dict[str, Verdict]) -> None:
        self.life.look(**seen)
        for name, verdict in seen.items():
            if verdict is not UNKNOWN:
                self.hear(name, FactState.HOLDS if verdict is RIGHT else FactState.WRONG)
        self.live()

    @rule(name=st.sampled_from(NAMES), times=st.integers(1, 4))
    def break_for_a_while(self, name: str, times: int) -> None:
        for _ in range(times):
            self.look({name: WRONG})

    @rule(times=st.integers(1, 3))
    def mend_everything(self, times: int) -> None:
        for _ in range(times):
            self.look(dict.fromkeys(NAMES, RIGHT))

    def hear(self, name: str, word: FactState) -> None:
        if word is self.believed[name]:
            self.against[name] = 0
            return
        self.against[name] += 1
        if self.against[name] >= self.needed(name, word):
            self.believed[name], self.against[name] = word, 0
            self.was_wrong_at_birth.discard(name)

    def needed(self, name: str, word: FactState) -> int:
        if word is FactState.WRONG:
            return 3 if self.believed[name] is FactState.HOLDS or self.is_born else 1
        return 2 if self.believed[name] is FactState.WRONG and self.is_ill else 1

    def live(self) -> None:
        wrong = {name for name in NAMES if self.believed[name] is FactState.WRONG}
        has_proofs = all(self.believed[name.value] is FactState.HOLDS for name in PROOFS)
        if not self.is_born:
            self.is_born, self.was_wrong_at_birth = has_proofs, wrong
        elif not self.is_ill:
            self.is_ill = bool(wrong - self.was_wrong_at_birth)
        else:
            self.is_ill = bool(wrong - self.was_wrong_at_birth) or not has_proofs

    @invariant()
    def facts_are_as_the_model_believes(self) -> None:
        assert {name: self.life.domain.fact(FactName(name)).state for name in NAMES} == self.believed

    @invariant()
    def the_stage_is_as_the_model_believes(self) -> None:
        stage = stage_of(self.life.domain)
        assert (stage is Stage.LIVE) == (self.is_born and not self.is_ill)
        assert (stage is Stage.DEGRADED) == self.is_ill


TestDecideAgainstTheModel = DecideMachine.TestCase
TestDecideAgainstTheModel.settings = settings(max_examples=50, stateful_step_count=30, deadline=None, derandomize=True)
