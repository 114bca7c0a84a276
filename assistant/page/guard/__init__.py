"""Guard the page: host names and origins, visitors, sign-in, limits."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "accounts": [
            "exposure",
            "make_account",
            "put_account",
            "remove_account",
            "write_privately",
        ],
        "gradio_guards": ["guard"],
        "limits": ["BodyLimits", "Limits"],
        "login": ["Login", "SignedInOnly", "login_of"],
        "security": ["PageSecurity"],
        "visitors": ["Visitor", "Visitors", "require_owner", "visitor_of"],
    },
)
