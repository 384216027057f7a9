"""A witness as C2SP tlog-witness describes it, small and real: it checks every proof with its own code and signs only what
extends what it signed before. Shares no code with daybook. Needs the package cryptography."""

import base64
import hashlib
import http.server
import os
import socket
import ssl
import socketserver
import struct
import threading
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

COSIGNATURE = 4


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def consistent(old_size, old_root, new_size, new_root, proof):
    """RFC 9162, section 2.1.4.2, word for word."""
    if old_size == new_size:
        return not proof and old_root == new_root
    if not 0 < old_size < new_size:
        return False
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    first, second = old_size - 1, new_size - 1
    while first & 1:
        first >>= 1
        second >>= 1
    old = new = path[0]
    for hash in path[1:]:
        if second == 0:
            return False
        if first & 1 or first == second:
            old, new = node(hash, old), node(hash, new)
            while not first & 1 and first:
                first >>= 1
                second >>= 1
        else:
            new = node(new, hash)
        first >>= 1
        second >>= 1
    return second == 0 and old == old_root and new == new_root


class Refusal(Exception):
    def __init__(self, status, text="", media="text/plain"):
        self.status, self.text, self.media = status, text, media


class Witness:
    def __init__(self, name):
        self.name = name
        self.private = Ed25519PrivateKey.generate()
        self.public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.logs = {}
        self.seen = {}
        self.requests = 0
        self.forges = False
        # What it takes for the time; None for the right one.
        self.time = None
        # What is answered in place of a signature: status, headers, body.
        self.says = None
        self.hangs = threading.Event()

    @property
    def key_id(self):
        return hashlib.sha256(self.name.encode() + bytes([0x0A, COSIGNATURE]) + self.public).digest()[:4]

    @property
    def key(self):
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(bytes([COSIGNATURE]) + self.public).decode()}"

    def trust(self, key):
        name, identifier, encoded = key.split("+", 2)
        self.logs[name] = (bytes.fromhex(identifier), Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded)[1:]))

    def add_checkpoint(self, body):
        """Status, media type and text of the answer."""
        self.requests += 1
        try:
            return 200, "text/plain", self.sign(*self.read(body.decode()))
        except Refusal as refusal:
            return refusal.status, refusal.media, refusal.text

    def read(self, body):
        head, _, note = body.partition("\n\n")
        lines = head.split("\n")
        if not lines[0].startswith("old ") or len(lines) > 64:
            raise Refusal(400, "the first line is old and a size; at most 63 lines of proof follow")
        text, _, signatures = note.rpartition("\n\n")
        text += "\n"
        origin, size, root = text.split("\n")[:3]
        self.check_signature(origin, text, signatures)
        return int(lines[0][4:]), [base64.b64decode(line) for line in lines[1:]], origin, text, int(size), base64.b64decode(root)

    def check_signature(self, origin, text, signatures):
        if origin not in self.logs:
            raise Refusal(404, "this log is not known here")
        key_id, public = self.logs[origin]
        for line in signatures.splitlines():
            _, name, blob = line.split(" ")
            raw = base64.b64decode(blob)
            if name == origin and raw[:4] == key_id:
                try:
                    return public.verify(raw[4:], text.encode())
                except InvalidSignature:
                    break
        raise Refusal(403, "the log has not signed this")

    def sign(self, old, proof, origin, text, size, root):
        if old > size:
            raise Refusal(400, "old is more than the checkpoint's size")
        known, known_root = self.seen.get(origin, (0, b""))
        if old != known:
            raise Refusal(409, f"{known}\n", "text/x.tlog.size")
        if old == 0:
            if proof:
                raise Refusal(422, "from nothing there is no proof")
        elif not consistent(old, known_root, size, root, proof):
            raise Refusal(422, "the proof does not hold")
        self.seen[origin] = (size, root)
        now = self.time or int(time.time())
        signed = f"cosignature/v1\ntime {now}\n{text}".encode()
        signature = os.urandom(64) if self.forges else self.private.sign(signed)
        blob = self.key_id + struct.pack(">Q", now) + signature
        return f"\u2014 {self.name} {base64.b64encode(blob).decode()}\n"

    def signed(self, note):
        """The time at which this witness signed the checkpoint; None if it did not."""
        text, _, signatures = note.rpartition("\n\n")
        for line in signatures.splitlines():
            _, name, blob = line.split(" ")
            raw = base64.b64decode(blob)
            if name == self.name and raw[:4] == self.key_id:
                (moment,) = struct.unpack(">Q", raw[4:12])
                self.private.public_key().verify(raw[12:], f"cosignature/v1\ntime {moment}\n{text}\n".encode())
                return moment
        return None


class Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def get_request(self):
        request, _ = super().get_request()
        return request, ("local", 0)


class Loopback(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_):
        """Clients that do not trust the certificate hang up."""


class Serving:
    """A witness behind a Unix socket, or behind a port of this machine; with a certificate and its key, over TLS."""

    def __init__(self, witness, path=None, certificate=None, name="localhost"):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if witness.hangs.is_set():
                    time.sleep(60)
                if witness.says:
                    witness.requests += 1
                    status, headers, content = witness.says
                    self.send_response(status)
                    for header in {"Content-Length": str(len(content)), **headers}.items():
                        self.send_header(*header)
                    self.end_headers()
                    return self.wfile.write(content)
                if not self.path.endswith("/add-checkpoint"):
                    status, media, text = 404, "text/plain", "no such place"
                else:
                    status, media, text = witness.add_checkpoint(body)
                self.send_response(status)
                self.send_header("Content-Type", media)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self.server = Unix(str(path), Handler) if path else Loopback(("127.0.0.1", 0), Handler)
        self.url = f"unix:{path}" if path else f"http://127.0.0.1:{self.server.server_address[1]}/here"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            # Shaken hands with in the thread of the connection, so that one that hangs holds nobody up.
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
            self.url = f"https://{name}:{self.server.server_address[1]}/here"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
