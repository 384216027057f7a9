"""A witness over TLS, and the daemon's settings that name it. Runs in the sandbox's session."""

import json
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, "/root/contract")
from witness import Serving, Witness  # noqa: E402

HOME = Path("/etc/daybook/authority")
HOME.mkdir(mode=0o755)
CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


def openssl(*words):
    subprocess.run(["openssl", *words], cwd=HOME, check=True, capture_output=True)


openssl("req", "-x509", *CURVE, "-days", "2", "-subj", "/CN=An authority", "-keyout", "root.key", "-out", "root.pem")
openssl("req", *CURVE, "-subj", "/CN=A witness", "-keyout", "key.pem", "-out", "asked.pem")
(HOME / "names").write_text("subjectAltName=DNS:localhost\n")
openssl("x509", "-req", "-in", "asked.pem", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "given.pem")
witness = Witness("witness.example/far")
witness.trust(Path("/tmp/log-key").read_text().strip())
serving = Serving(witness, certificate=(HOME / "given.pem", HOME / "key.pem"))
settings = json.loads(Path("/etc/daybook/daybook.json").read_text())
settings |= {"witness_seconds": 1, "witness_roots_file": str(HOME / "root.pem"), "witnesses": [{"name": "far", "key": witness.key, "url": serving.url}]}
Path("/tmp/settings").write_text(json.dumps(settings))
time.sleep(120)
