"""What Prometheus reads: counters that the workers and the Slack door raise, gauges read at the moment of asking.

Label values come from closed sets only (kinds, outcomes, HTTP status): nothing a person types becomes a series.
"""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge


class Metrics:
    """The figures of one running bot, in a registry of its own."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        self._checks = Counter(
            "linkdomain_checks", "Checks of domains, by what became of them.", ["outcome"], registry=self.registry
        )
        self._effects = Counter(
            "linkdomain_effects", "Tries of outside actions.", ["kind", "outcome"], registry=self.registry
        )
        self._deliveries = Counter(
            "linkdomain_slack_deliveries", "Requests from Slack, by HTTP status.", ["status"], registry=self.registry
        )
        self._bounces = Counter(
            "linkdomain_bounces", "Looks into the mailbox of bounces, and reports in it.", ["what", "outcome"],
            registry=self.registry,
        )  # fmt: skip
        self._turned_away = Counter(
            "linkdomain_web_turned_away", "Requests for pages that came too often.", registry=self.registry
        )

    def check_done(self, outcome: str) -> None:
        """One check ended: settled, outrun, failed."""
        self._checks.labels(outcome).inc()

    def effect_done(self, kind: str, outcome: str) -> None:
        """One try of an effect ended: done, again, unknown, dead."""
        self._effects.labels(kind, outcome).inc()

    def slack_delivered(self, status: int) -> None:
        """Slack called, and was answered so."""
        self._deliveries.labels(str(status)).inc()

    def bounce_done(self, what: str, outcome: str) -> None:
        """A ``look`` ended (done, failed), or a ``report`` was read (`bot.core.bounces.Settled`, unclear)."""
        self._bounces.labels(what, outcome).inc()

    def turned_away(self) -> None:
        """Somebody asked for pages too often."""
        self._turned_away.inc()

    def watch(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Adds the gauge ``linkdomain_{name}``, read whenever somebody asks."""
        Gauge(f"linkdomain_{name}", meaning, registry=self.registry).set_function(read)
