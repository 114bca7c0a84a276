# Rolecall on a server: docs/deployment.md. Build it with: docker build --tag rolecall .
FROM python:3.12-slim-bookworm

ARG TORCH=2.13.0
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1

WORKDIR /srv/rolecall
# PyTorch's CPU build first: the plain one brings gigabytes of GPU packages.
RUN python -m pip install --index-url "${TORCH_INDEX}" "torch==${TORCH}"
COPY pyproject.toml constraints.txt README.md ./
COPY assistant assistant
COPY store store
COPY prompts prompts
COPY seeds seeds
RUN python -m pip install -c constraints.txt '.[mcp,postgres]'

RUN useradd --system --uid 10001 --create-home rolecall && install --directory --owner rolecall --mode 0700 /data
USER 10001
ENV ROLECALL_DATA_DIR=/data ROLECALL_HOST=0.0.0.0
VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=30s --start-period=120s --timeout=5s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/readyz', timeout=4)"]
ENTRYPOINT ["rolecall"]
CMD ["chat", "--no-browser"]
