"""What a cold start of the function of AWS Lambda costs, beside an event that finds it running.

``python -m bench.cold`` prints a table in Markdown: the start until AWS's client asks for its first event, the first
picture, and then pictures that are new and one that is kept. Sources and results are in a real S3 of this machine.
``-X importtime`` of Python's says what the start is made of.
"""

from __future__ import annotations

import base64
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from fitter.engines import vips_samples
from fitter.url.signature import Key, Signer
from tests.material import ROOT
from tests.s3 import ACCESS_KEY, REGION, SECRET_KEY, S3Server

sys.path.insert(0, str(ROOT / "plugins" / "fitter-lambda" / "tests"))  # the stand-in for Lambda is its tests'
from lambda_events import function_url
from lambda_runtime import Function, RuntimeAPI

ROUNDS = 7
WARM = 20
KEY = "a key for benches, long enough"
CONFIG = """
security: {{keys: ["{key}"]}}
loader: {{use: fitter.storages.s3.S3Storage, bucket: pictures, serves: given, endpoint: "{endpoint}"}}
result_storage: {{use: fitter.storages.s3.S3Storage, bucket: results, serves: kept, endpoint: "{endpoint}"}}
"""
signer = Signer([Key(KEY.encode())])


def one_round(s3: S3Server, number: int) -> dict[str, float]:
    keys = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_REGION": REGION}
    config = CONFIG.format(key=KEY, endpoint=s3.endpoint)
    with tempfile.TemporaryDirectory() as folder, RuntimeAPI() as api:
        start = time.perf_counter()
        with Function(api, Path(folder), config, **keys):
            assert api.asked.wait(60)
            spent = {"start": time.perf_counter() - start}
            spent["first picture"] = asked(api, f"{number + 300}x200/mountains.jpg")
            news = [asked(api, f"{number + 300}x{200 + at}/mountains.jpg") for at in range(1, WARM)]
            kept = [asked(api, f"{number + 300}x200/mountains.jpg") for _ in range(WARM)]
    return spent | {"another new picture": median(news), "a kept picture": median(kept)}


def asked(api: RuntimeAPI, path: str) -> float:
    start = time.perf_counter()
    answer: dict[str, Any] = api.invoke(function_url(signer.sign(path)))
    spent = time.perf_counter() - start
    assert answer["statusCode"] == 200, answer
    assert base64.b64decode(answer["body"])
    return spent


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, S3Server(Path(folder)) as s3:
        for bucket in ("pictures", "results"):
            s3.make(bucket)
        samples = Path(folder) / "samples"
        vips_samples.paint(samples)
        s3.ask("PUT", "/pictures/mountains.jpg", (samples / "mountains.jpg").read_bytes())
        rounds = [one_round(s3, number) for number in range(ROUNDS)]
    print("| | best, ms | median, ms | of another new picture |\n|---|---|---|---|")
    usual = median(one["another new picture"] for one in rounds)
    for name in rounds[0]:
        all_of_it = [one[name] for one in rounds]
        middle = median(all_of_it)
        print(f"| {name} | {min(all_of_it) * 1000:.0f} | {middle * 1000:.0f} | {middle / usual:.1f} x |")
    print(f"\nLoad averages: {', '.join(f'{one:.1f}' for one in os.getloadavg())}")


if __name__ == "__main__":
    main()
