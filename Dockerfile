# The application's image: one for the web server and for every command (migrate, load_framework, ...).
# docker-compose.yml runs it; tests/test_deployment_files.py holds both files to their policy.

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /venv && /venv/bin/python -m pip install --require-hashes -r requirements/base.txt
COPY . .
# Nothing of the build's settings stays: the key is made for these two commands and forgotten.
RUN export SECRET_KEY="$(/venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
        ALLOWED_HOSTS=localhost STATIC_ROOT=/app/collected RCS_VAR_DIR=/tmp/var RCS_BUILD=image \
    && /venv/bin/python manage.py messages --compile \
    && /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /venv/bin/python -m compileall -q /app \
    && mkdir -m 1777 /evidence

FROM python:3.11-slim
ARG BUILD=unknown
LABEL org.opencontainers.image.title="rcsystem" \
      org.opencontainers.image.description="Results framework of the United Nations resident coordinator system" \
      org.opencontainers.image.revision="${BUILD}"
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    RCS_BUILD=${BUILD} \
    RCS_VAR_DIR=/tmp/var \
    RCS_EVIDENCE_DIR=/evidence \
    STATIC_ROOT=/app/collected \
    BIND_ADDRESS=0.0.0.0 \
    PORT=8000
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
# The volume that is mounted here takes over that everybody in the container may write into it.
COPY --from=build /evidence /evidence
# A number, so that an orchestrator can see that it is not root. The files above stay root's: the server cannot change them.
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 CMD ["python", "deploy/healthcheck.py"]
STOPSIGNAL SIGTERM
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "rcsystem.wsgi"]
