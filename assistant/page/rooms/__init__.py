"""The rooms of the page: components and their events."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(__name__, submod_attrs={"blocks": ["STATIC", "mount_page"]})
