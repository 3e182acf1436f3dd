FROM python:3.11-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /venv
COPY setup.cfg pyproject.toml README.md LICENSE ./
COPY fitter fitter
COPY plugins plugins
# What the image has besides fitter: --build-arg ADD_ONS=./plugins/fitter-celery, or several with blanks between.
ARG ADD_ONS=""
# Everything becomes a wheel first (pyvips is published as source alone); only wheels are installed.
# hadolint ignore=SC2086
RUN /venv/bin/pip wheel --no-cache-dir --wheel-dir /wheels . $ADD_ONS \
 && /venv/bin/pip install --no-cache-dir --no-index /wheels/*.whl

FROM python:3.11-slim-bookworm
# tini reaps and passes signals on; the version is the base image's Debian's own.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends tini \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /srv/fitter --create-home fitter
COPY --from=build /venv /venv
COPY fitter.conf /etc/fitter/fitter.conf
WORKDIR /srv/fitter
RUN mkdir images var && chown fitter images var
USER 10001
ENV PATH=/venv/bin:$PATH FITTER_CONFIG=/etc/fitter/fitter.conf PYTHONUNBUFFERED=1
VOLUME ["/srv/fitter/images", "/srv/fitter/var"]
EXPOSE 6001
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:6001/health', timeout=2)"]
ENTRYPOINT ["tini", "--", "fitter"]
CMD ["serve", "--address", "0.0.0.0"]
