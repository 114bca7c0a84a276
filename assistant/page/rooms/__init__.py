"""The rooms of the page: components and their events."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "chat": ["ChatView", "answered", "chat_view", "wire_chat"],
        "compare": [
            "ANOTHER",
            "CompareView",
            "compare_choices",
            "compare_view",
            "compared_or_why",
            "compared_roles",
            "picked",
        ],
        "conversations": [
            "ConversationsView",
            "conversations_view",
            "fresh",
            "open_conversation",
            "renew_after",
            "wire_conversations",
        ],
        "library": ["LibraryView", "library_view", "stored"],
        "roles": ["RolesView", "filtered", "opened_role", "roles_view"],
        "settings": [
            "SettingsView",
            "model_picker",
            "remembered_passages",
            "settings_view",
            "told_models",
        ],
    },
)
