"""A function of SAM, which is packed and deployed, not called."""


def handler(_event: object, _context: object) -> str:
    """Answer."""
    return "ok"
