FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=leadflow.settings \
    LEADFLOW_DATA_DIR=/data

RUN useradd --uid 10001 --create-home leadflow \
    && install -d -o leadflow -g leadflow -m 0700 /data /lists

WORKDIR /app
COPY requirements/app.txt requirements/
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/app.txt
COPY . .

USER leadflow
VOLUME ["/data", "/lists"]
EXPOSE 8000
CMD ["gunicorn", "leadflow.wsgi", "--config=python:leadflow.ops.web", "--bind=0.0.0.0:8000"]
