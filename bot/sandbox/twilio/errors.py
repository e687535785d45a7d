"""Refusals in Twilio's shape: ``{code, message, more_info, status}``.

Which HTTP status goes with a code of the 301xx family is published nowhere; these are our choice.
"""

MESSAGES = {
    20001: "A parameter is missing, unknown or malformed",
    20003: "Authenticate",
    20004: "Method not allowed",
    20005: "Account not active",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    20503: "Service Unavailable",
    21211: "The 'To' number is not a valid phone number.",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number is not a valid, SMS-capable number of your account.",
    21610: "Attempt to send to unsubscribed recipient",
    21701: "The Messaging Service does not exist",
    21704: "The Messaging Service contains no phone numbers.",
    21705: "The Messaging Service SID is not valid",
    30100: "The domain SID is not a domain of this Organization",
    30101: "The domain has not been verified",
    30108: "The account does not belong to an Organization",
    30109: "The callback URL is invalid",
    30116: "No certificate was provided",
    30117: "The certificate could not be parsed",
    30118: "The private key could not be parsed",
    30119: "The private key does not match the certificate",
    30121: "The fallback URL is missing",
    30122: "The fallback URL is malformed",
    30123: "The callback URL is missing",
    30129: "The certificate is self-signed",
    30130: "The Messaging Service is already associated with another domain",
    30134: "The domain's DNS does not point to the link shortening service",
    30135: "The certificate could not be issued",
}


class ApiError(Exception):
    """One refusal. ``detail`` follows the code's own message."""

    def __init__(self, status: int, code: int, detail: str = "", *, retry_after: int | None = None) -> None:
        self.status, self.code, self.retry_after = status, code, retry_after
        self.message = f"{MESSAGES[code]}: {detail}" if detail else MESSAGES[code]
        super().__init__(f"{status}/{code} {self.message}")

    def body(self) -> dict[str, object]:
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def not_found(what: str) -> ApiError:
    return ApiError(404, 20404, what)
