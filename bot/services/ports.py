"""What services and workers need from the outside, each as small as its need."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeVar

from bot.core.cards import ApprovalModel, Card, MailModel, ReplyModel
from bot.core.commands import Actor
from bot.core.domain import Attachment, Client, Contact, LinkDomain, SslRequest, TwilioAccount
from bot.core.events import Event, EventKind
from bot.core.messages import Content, Mail, SlackPost
from bot.core.people import Role, Sender
from bot.core.registry import AccountShown
from bot.core.rules import Rules
from bot.services.ports_batches import Batches
from bot.services.ports_buckets import Buckets
from bot.services.ports_consent import Consents
from bot.services.ports_deliveries import Deliveries
from bot.services.ports_links import SetupLinks
from bot.services.ports_outbox import Outbox
from bot.services.ports_overview import Surveys
from bot.services.ports_registry import Asks, Campaigns, CredentialLinks
from bot.services.ports_tokens import ApiTokens
from bot.services.ports_traces import Traces
from bot.services.ports_twilio import Twilio as Twilio
from bot.services.ports_webhooks import Webhooks
from bot.services.ports_writing import WriteLinks

CommandT = TypeVar("CommandT")
AnswerT = TypeVar("AnswerT")
CommandT_contra = TypeVar("CommandT_contra", contravariant=True)
AnswerT_co = TypeVar("AnswerT_co", covariant=True)


class Domains(Protocol):
    """Every method is bound to one team where the domain's team matters; removed domains are left out."""

    def get(self, domain_id: str) -> LinkDomain | None:
        """The domain, locked until the transaction ends."""

    def with_removed(self, domain_id: str) -> LinkDomain | None:
        """The same, where it is removed too."""

    def lock(self, domain_ids: Sequence[str]) -> None:
        """Until the transaction ends, always in the same order: whoever changes several begins with this, as else two
        could wait for each other."""

    def by_host(self, team_id: str, host: str) -> LinkDomain | None: ...

    def removed_of_host(self, team_id: str, host: str) -> LinkDomain | None:
        """The one that was removed last, of those that had this host."""

    def by_domain_sid(self, team_id: str, domain_sid: str) -> LinkDomain | None: ...

    def add(self, domain: LinkDomain) -> None:
        """Raises Conflict where the host is taken in the team."""

    def save(self, domain: LinkDomain) -> None:
        """Stores the domain, and its request where the caller changed it. A generation that rose frees the lease."""

    def save_if(self, domain: LinkDomain, generation: int) -> bool:
        """Compare-and-set: saves and releases the lease if the stored generation is still this one."""

    def claim_due(self, now: datetime, limit: int, lease: float, owner: str) -> list[LinkDomain]:
        """Takes due domains for ``lease`` seconds; each with its generation raised."""

    def of_owner(self, team_id: str, owner: str) -> list[LinkDomain]:
        """Newest first."""

    def of_client(self, team_id: str, client_id: str) -> list[LinkDomain]: ...

    def of_team(self, team_id: str) -> list[LinkDomain]:
        """Newest first."""

    def of_ids(self, team_id: str, ids: Sequence[str]) -> list[LinkDomain]:
        """A page of them, in that order."""

    def page(
        self, team_id: str, client_ids: Collection[str] | None, before: tuple[datetime, str] | None, limit: int
    ) -> list[LinkDomain]:
        """Newest first, of these clients (None: of all); ``before``: added before that instant, or then with a lesser
        id, so that pages stay where they are while others are added."""

    def matching(self, team_id: str, text: str, limit: int) -> list[LinkDomain]:
        """Whose host contains the text, for search as people type."""


class Clients(Protocol):
    def get(self, team_id: str, client_id: str) -> Client | None: ...

    def by_name(self, team_id: str, name: str) -> Client | None:
        """Case does not matter; here and in what follows, archived ones are left out."""

    def add(self, client: Client) -> None: ...

    def save(self, client: Client) -> None:
        """Raises Conflict where it is not there, or another one has the name."""

    def matching(self, team_id: str, text: str, limit: int, offset: int = 0) -> list[Client]:
        """Whose name contains the text, by name; an empty text gives the first ones."""

    def count(self, team_id: str, text: str = "") -> int: ...

    def of_account(self, team_id: str, account_id: str) -> list[Client]: ...


class Accounts(Protocol):
    def get(self, account_id: str) -> TwilioAccount | None: ...

    def add(self, account: TwilioAccount) -> None:
        """The secret is stored encrypted."""

    def put(self, account: TwilioAccount) -> str:
        """Stores it, or the secret of the one with the same SID and user name; gives the id it is known by."""

    def drop(self, account_id: str) -> None: ...

    def shown(self, account_ids: Collection[str]) -> dict[str, AccountShown]:
        """By id, without their secrets."""


class Contacts(Protocol):
    def get(self, contact_id: str) -> Contact | None: ...

    def add(self, contact: Contact) -> str:
        """Stores the address encrypted; gives the id it is known by (an address already known keeps its id)."""

    def purge(self, before: datetime) -> int:
        """Forgets those of no domain but such as were removed before; how many."""


class Requests(Protocol):
    def get(self, request_id: str) -> SslRequest | None: ...

    def add(self, request: SslRequest) -> None: ...

    def save_if(self, request: SslRequest, expected: SslRequest) -> bool:
        """Compare-and-set on the state: False where somebody decided first."""


class Attachments(Protocol):
    def get(self, attachment_id: str) -> Attachment | None: ...

    def of_domain(self, domain_id: str) -> list[Attachment]: ...

    def of_campaign(self, campaign_id: str) -> list[Attachment]: ...

    def add(self, attachment: Attachment) -> None: ...

    def save(self, attachment: Attachment) -> None: ...


class Events(Protocol):
    def append(self, event: Event) -> int:
        """Gives the event's id."""

    def get(self, event_ids: Sequence[int]) -> list[Event]: ...

    def of_domain(self, domain_id: str) -> list[Event]:
        """Oldest first."""

    def of_kinds(self, kinds: Sequence[EventKind], since: datetime, *, is_alone: bool = False) -> list[Event]:
        """Of all the team's domains, oldest first. ``is_alone``: until the transaction ends nobody else reads so, and
        what one decides by them, the next one sees. No domain may be loaded after that."""


class Transaction(Protocol):
    """One database transaction: all of it happens, or nothing."""

    def attempt(self) -> AbstractContextManager[None]:
        """A part that may fail by itself: what it raises undoes what it stored, and nothing else."""

    @property
    def rules(self) -> Rules: ...
    @property
    def domains(self) -> Domains: ...
    @property
    def clients(self) -> Clients: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def campaigns(self) -> Campaigns: ...
    @property
    def requests(self) -> Requests: ...
    @property
    def attachments(self) -> Attachments: ...
    @property
    def links(self) -> SetupLinks: ...
    @property
    def events(self) -> Events: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def surveys(self) -> Surveys: ...
    @property
    def batches(self) -> Batches: ...
    @property
    def traces(self) -> Traces: ...
    @property
    def buckets(self) -> Buckets: ...
    @property
    def credential_links(self) -> CredentialLinks: ...
    @property
    def asks(self) -> Asks: ...
    @property
    def webhooks(self) -> Webhooks: ...
    @property
    def tokens(self) -> ApiTokens: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def write_links(self) -> WriteLinks: ...


class Service(Protocol[CommandT_contra, AnswerT_co]):
    def __call__(self, tx: Transaction, command: CommandT_contra, actor: Actor, now: datetime, /) -> AnswerT_co: ...


class Run(Protocol):
    """Runs one service in one transaction on the database's own executor. People go before sweeps."""

    async def __call__(
        self, service: Service[CommandT, AnswerT], command: CommandT, actor: Actor, now: datetime
    ) -> AnswerT: ...


class Directory(Protocol):
    """Who holds which role, and who stands outside. Fails closed: raises GatewayError where Slack cannot tell."""

    async def roles(self, team_id: str, user_id: str) -> frozenset[Role]:
        """Raises Refused(OUTSIDER) for guests and people of other organisations, Refused(WRONG_TEAM) else."""

    async def holders(self, role: Role) -> tuple[str, ...]:
        """Slack user ids that hold the role now, groups resolved."""


class Messenger(Protocol):
    """Slack's Web API for the relay. All raise GatewayError."""

    async def post(self, post: SlackPost) -> str:
        """Gives the message's ts; of a post for a person ``channel:ts``, with the id of the direct conversation."""

    async def update(self, channel: str, ts: str, content: Content) -> None: ...

    async def find(self, post: SlackPost, since: datetime) -> str | None:
        """The ts of our own message with the post's key in its metadata, sent after ``since``; else None."""

    async def sender_of(self, user_id: str) -> Sender:
        """The person's name and, where Slack gives it, address, for mails. It is asked for at sending, never kept."""


class Mailer(Protocol):
    async def send(self, mail: Mail) -> None:
        """Raises GatewayError; ``sent`` None where the line broke after the data was handed over."""


class Render(Protocol):
    """From read models to what people see. Pure; wiring binds it to the views."""

    def card(self, model: Card) -> Content: ...

    def reply(self, model: ReplyModel) -> Content: ...

    def task(self, model: Card, host: str) -> Content:
        """``host``: the name the post is for."""

    def approval(self, model: ApprovalModel) -> Content: ...

    def mail(self, model: MailModel) -> Mail: ...


Clock = Callable[[], datetime]
NewId = Callable[[], str]
