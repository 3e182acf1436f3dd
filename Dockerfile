FROM python:3.11-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /venv
COPY setup.cfg pyproject.toml README.md LICENSE ./
COPY fitter fitter
# Wheels only: nothing is compiled, and no package's code runs while it is installed.
RUN /venv/bin/pip install --no-cache-dir --only-binary :all: setuptools==81.0.0 wheel==0.45.1 \
 && /venv/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /venv/bin/pip install --no-cache-dir --only-binary :all: /wheels/*.whl

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
