"""What the service is measured against: Flask that parses the body and answers a constant."""

import os

from flask import Flask, Response, request

app = Flask(__name__, static_folder=None)
CONSTANT = b" " * int(os.environ.get("ANSWER_SIZE", "0"))


@app.post("/api/v1/eligibility")
def eligibility() -> Response:
    """Parse the body and answer without looking at it."""
    request.get_json()
    return Response(CONSTANT, content_type="application/json")
