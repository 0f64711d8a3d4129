"""地址: whether a server at a URL is inside the company, as far as its address tells."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_inside(url: str) -> bool:
    """Loopback or a private range (RFC 1918, 4193, link-local); a name other than localhost tells nothing."""
    host = urlsplit(url).hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost"
    return (address.is_private or address.is_loopback) and not address.is_unspecified
