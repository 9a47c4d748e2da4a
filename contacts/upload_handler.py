"""What is sent as a file goes to disk only as far as it may be read."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class NoMoreThanIsRead(TemporaryFileUploadHandler):
    """Beyond LEADFLOW_UPLOAD_MAX_MB the rest of a file is passed over, so that no visitor can fill the disk.

    The file keeps the size it had when it was sent: forms refuse it with that.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start <= settings.UPLOAD_MAX_BYTES:
            super().receive_data_chunk(raw_data, start)
