"""What a council would otherwise take for its events, each made as safe as it can be: flushed before it answers.

Each peer has post(clients, batch, count), history(count) and decisions(count), which answer events or questions a second
and latencies in milliseconds, and bytes(), its size on disk. `durable` says whether an answer means that it is on the disk.
"""

import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import time

import events
import machine

CASES = 2000
LONG = 900_000  # the case whose history is long
ACTOR = "sw-17"


def rates(result, each=1):
    return {"rate": result["requests"] * each / result["seconds"], "p50_ms": result["p50"] / 1000, "p99_ms": result["p99"] / 1000}


def size_of(directory):
    return sum(os.stat(os.path.join(folder, name)).st_blocks * 512 for folder, _, names in os.walk(directory) for name in names)


def wait_for(path_or_port, process, log):
    for _ in range(10_000):
        if process.poll() is not None:
            raise SystemExit(f"bench: {open(log).read()[-1500:]}")
        family = socket.AF_UNIX if isinstance(path_or_port, str) else socket.AF_INET
        with socket.socket(family) as probe:
            try:
                probe.connect(path_or_port if family == socket.AF_UNIX else ("127.0.0.1", path_or_port))
                return
            except OSError:
                time.sleep(0.005)
    raise SystemExit("bench: no answer from " + str(path_or_port))


class Peer:
    durable = True

    def __init__(self, tools, directory):
        self.tools, self.directory = tools, directory
        os.makedirs(directory)
        self.source = events.Events(CASES)
        self.log = os.path.join(directory, "output")
        self.process = None

    def launch(self, command, at, user=None):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log, user=user, group=user)
        wait_for(at, self.process, self.log)

    def close(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def load(self, at, requests, clients, protocol, replies):
        path = os.path.join(self.directory, "requests")
        events.write(path, requests)
        result = machine.run(f"{self.tools}/load", at, path, clients, len(requests), 0, protocol, replies)
        os.remove(path)
        if result["bad"]:
            raise SystemExit(f"bench: {type(self).__name__}: {result['bad']} answers were no success")
        return result

    def make(self, count, batch=1, case=None):
        return [[self.source.one(case) for _ in range(batch)] for _ in range(count)]


class Daybook(Peer):
    title = "daybook"
    lacks = "-"

    def __init__(self, tools, directory, program):
        super().__init__(tools, directory)
        self.daemon = machine.Daemon(program, os.path.join(directory, "d"))
        self.daemon.__enter__()

    def close(self):
        self.daemon.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def post(self, clients, batch, count, case=None):
        requests = [
            events.post(group[0]) if batch == 1 else events.post(b"[" + b",".join(group) + b"]", "cloudevents-batch")
            for group in self.make(count, batch, case)
        ]
        return rates(self.load(self.daemon.socket, requests, clients, "http", 1), batch)

    def ask(self, target, count):
        return rates(self.load(self.daemon.socket, events.get(target) * count, 1, "http", 1))

    def history(self, count):
        """The events of one case as they were posted, which is what the peers answer."""
        return self.ask(f"/v1/events?subject=case/{LONG}&limit=1000", count)

    def meaning(self, count):
        """What no peer answers: the history with corrections, withdrawals and what was known when."""
        return self.ask(f"/v1/cases/{LONG}/history", count)

    def decisions(self, count):
        return self.ask(f"/v1/decisions?actor={ACTOR}&limit=50", count)

    def bytes(self):
        return size_of(self.daemon.ledger)


class PostgreSQL(Peer):
    title = "PostgreSQL 15"
    lacks = "checks against a schema, sealing, proof, dense positions"
    BIN = "/usr/lib/postgresql/15/bin"

    def __init__(self, tools, directory):
        super().__init__(tools, directory)
        self.user = "postgres" if os.getuid() == 0 else None
        data = os.path.join(directory, "data")
        os.mkdir(data, 0o700)
        if self.user:
            os.chmod(os.path.dirname(directory), 0o755)
            shutil.chown(directory, self.user)
            shutil.chown(data, self.user)
        self.call(f"{self.BIN}/initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        with open(os.path.join(data, "postgresql.conf"), "a") as settings:
            settings.write(f"listen_addresses=''\nunix_socket_directories='{directory}'\nmax_connections=300\n"
                           "fsync=on\nsynchronous_commit=on\nfull_page_writes=on\nshared_buffers=512MB\nmax_wal_size=4GB\n")
        self.launch([f"{self.BIN}/postgres", "-D", data], os.path.join(directory, ".s.PGSQL.5432"), self.user)
        for _ in range(1000):
            if subprocess.run([f"{self.BIN}/pg_isready", "-q", "-h", directory]).returncode == 0:
                break
            time.sleep(0.01)
        self.call("psql", "-q", "-h", directory, "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-f", os.path.join(machine.HERE, "peers.sql"))

    def call(self, *command):
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, user=self.user, group=self.user, cwd="/")
        if done.returncode != 0:
            raise SystemExit(f"bench: {command[0]}: {done.stderr[-1500:]}")
        return done.stdout

    def pgbench(self, scripts, clients, count, mode):
        """pgbench over these scripts in equal shares: what it says, and the latencies that it writes down."""
        paths = []
        for number, text in enumerate(scripts):
            paths.append(os.path.join(self.directory, f"script{number}.sql"))
            with open(paths[-1], "w", encoding="utf-8") as file:
                file.write(text)
        log = os.path.join(self.directory, "latencies")
        each = max(1, count // clients)
        command = [f"{self.BIN}/pgbench", "-n", "-h", self.directory, "-U", "postgres", "-c", clients, "-j", 1, "-t", each, "-M", mode, "-l",
                   "--log-prefix", log]
        for path in paths:
            command += ["-f", path]
        said = self.call(*command, "postgres")
        seconds = each * clients / float(re.search(r"tps = ([0-9.]+) \(without", said).group(1))
        taken = []
        for name in os.listdir(self.directory):
            if name.startswith("latencies"):
                with open(os.path.join(self.directory, name)) as file:
                    taken += [float(line.split()[2]) for line in file]
                os.remove(os.path.join(self.directory, name))
        taken.sort()
        return {"requests": each * clients, "seconds": seconds, "p50": taken[len(taken) // 2], "p99": taken[len(taken) * 99 // 100]}

    def post(self, clients, batch, count, case=None):
        """The texts are those of daybook's events. Ids and cases are drawn by pgbench, as it cannot read a file of events."""
        scripts = []
        for group in self.make(min(count, 40 if batch == 1 else 4), batch, case):
            texts = [text.decode().replace("'", "''") for text in group]
            if batch == 1:
                body = re.sub(r'"id":"[^"]*"', '"id":"bn-\' || :n || \'"', texts[0])
                if case is None:
                    body = re.sub(r'"subject":"case/\d+"', '"subject":"case/\' || :c || \'"', body)
                statement = f"SELECT append(('{body}')::jsonb);\n"
            else:
                body = re.sub(r'"id":"([^"]*)"', r'"id":"\1-@"', ",".join(texts))
                statement = f"SELECT append_many(replace('[{body}]', '@', :n::text)::jsonb);\n"
            scripts.append(f"\\set n random(1, 9000000000000000)\n\\set c random(0, {CASES - 1})\n{statement}")
        # Each statement is sent with its event, as a client does.
        return rates(self.pgbench(scripts, clients, count, "simple"), batch)

    def history(self, count):
        return rates(self.pgbench([f"SELECT event FROM events WHERE subject = 'case/{LONG}' ORDER BY version;\n"], 1, count, "prepared"))

    def decisions(self, count):
        query = f"SELECT event FROM events WHERE type = 'decision.made' AND actor = '{ACTOR}' ORDER BY time LIMIT 50;\n"
        return rates(self.pgbench([query], 1, count, "prepared"))

    def bytes(self):
        self.call("psql", "-q", "-h", self.directory, "-U", "postgres", "-c", "CHECKPOINT")
        size = self.call("psql", "-qAt", "-h", self.directory, "-U", "postgres", "-c", "SELECT pg_total_relation_size('events') / count(*) FROM events")
        return int(size) * self.source.number  # pgbench draws ids, so that more are there than the maker made


class SQLite(Peer):
    title = "SQLite, WAL, FULL"
    lacks = "a server (it runs inside one program), checks against a schema, sealing, proof"

    def __init__(self, tools, directory):
        super().__init__(tools, directory)
        self.database = os.path.join(directory, "events.sqlite")

    def post(self, clients, batch, count, case=None):
        path = os.path.join(self.directory, "events")
        events.write(path, [event for group in self.make(count, batch, case) for event in group])
        result = machine.run(f"{self.tools}/sqlite", "post", self.database, path, clients, count, batch)
        os.remove(path)
        return rates(result, batch)

    def history(self, count):
        return rates(machine.run(f"{self.tools}/sqlite", "ask", self.database, f"SELECT event FROM events WHERE subject = 'case/{LONG}' ORDER BY version", count))

    def decisions(self, count):
        query = f"SELECT event FROM events WHERE type = 'decision.made' AND actor = '{ACTOR}' ORDER BY time LIMIT 50"
        return rates(machine.run(f"{self.tools}/sqlite", "ask", self.database, query, count))

    def bytes(self):
        return sum(os.path.getsize(os.path.join(self.directory, name)) for name in os.listdir(self.directory) if name.startswith("events.sqlite"))


class Redis(Peer):
    title = "Redis Streams, appendfsync always"
    lacks = "a size beyond its memory, checks against a schema, sealing, proof"
    # One script for all events of a request, so that they are written and flushed together. Names of streams are made in
    # it, which a cluster would not allow.
    SCRIPT = """
for at = 1, #ARGV, 4 do
  if redis.call('HSETNX', 'ids', ARGV[at], '1') == 1 then
    local version = redis.call('XLEN', ARGV[at + 1]) + 1
    redis.call('XADD', ARGV[at + 1], '*', 'e', ARGV[at + 3])
    redis.call('XADD', ARGV[at + 2], '*', 's', ARGV[at + 1], 'v', version)
    redis.call('XADD', 'log', '*', 's', ARGV[at + 1], 'v', version)
  end
end
return #ARGV / 4"""

    def __init__(self, tools, directory):
        super().__init__(tools, directory)
        self.socket = os.path.join(directory, "s")
        self.launch(["redis-server", "--port", "0", "--unixsocket", self.socket, "--appendonly", "yes", "--appendfsync", "always",
                     "--save", "", "--dir", directory], self.socket)
        self.sha = self.ask(self.command(b"SCRIPT", b"LOAD", self.SCRIPT.encode())).split(b"\r\n")[1]

    @staticmethod
    def command(*words):
        return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)

    def ask(self, request):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(self.socket)
            connection.sendall(request)
            return connection.recv(1 << 16)

    def append(self, group):
        words = []
        for event in group:
            fields = json.loads(event)
            kind = "decisions:" if fields["type"] == "decision.made" else "actor:"
            words += [(fields["source"] + "#" + fields["id"]).encode(), fields["subject"].encode(), (kind + fields["actor"]).encode(), event]
        return self.command(b"EVALSHA", self.sha, b"0", *words)

    def post(self, clients, batch, count, case=None):
        requests = [self.append(group) for group in self.make(count, batch, case)]
        return rates(self.load(self.socket, requests, clients, "resp", 1), batch)

    def history(self, count):
        """XRANGE, read by a loop in Python; its share is small, as it only counts bytes."""
        request = self.command(b"XRANGE", f"case/{LONG}".encode(), b"-", b"+")
        taken, whole = [], None
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(self.socket)
            connection.settimeout(0.3)
            for number in range(count + 1):
                began, length = time.monotonic(), 0
                connection.sendall(request)
                while length != whole:
                    try:
                        length += len(connection.recv(1 << 20))
                    except TimeoutError:
                        whole = length  # the first answer shows how long all are
                if number:
                    taken.append((time.monotonic() - began) * 1e6)
        taken.sort()
        return rates({"requests": count, "seconds": sum(taken) / 1e6, "p50": statistics.median(taken), "p99": taken[len(taken) * 99 // 100]})

    decisions = None

    def bytes(self):
        return size_of(os.path.join(self.directory, "appendonlydir"))


class JetStream(Peer):
    title = "NATS JetStream, file storage"
    durable = False  # Debian's 2.9 has no sync_interval: always; it flushes every two minutes
    lacks = "a flush before its answer (2.9 cannot), checks against a schema, sealing, proof, questions"

    def __init__(self, tools, directory):
        super().__init__(tools, directory)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.launch([shutil.which("nats-server") or "/usr/sbin/nats-server", "-js", "-sd", directory, "-a", "127.0.0.1", "-p", self.port], self.port)
        body = json.dumps({"name": "EV", "subjects": ["ev.>"], "storage": "file", "retention": "limits"}).encode()
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.settimeout(10)
            connection.sendall(b'CONNECT {"verbose":false}\r\nSUB a 1\r\nPUB $JS.API.STREAM.CREATE.EV a %d\r\n%s\r\n' % (len(body), body))
            said = b""
            while b"MSG a" not in said or b'"created"' not in said:
                said += connection.recv(65536)
                if b'"error"' in said:
                    raise SystemExit("bench: nats: " + said.decode()[-600:])

    @staticmethod
    def append(event):
        fields = json.loads(event)
        head = f"NATS/1.0\r\nNats-Msg-Id: {fields['source']}#{fields['id']}\r\n\r\n".encode()
        subject = fields["subject"].replace("/", ".").encode()
        return b"HPUB ev.%s i.000 %d %d\r\n%s%s\r\n" % (subject, len(head), len(head) + len(event), head, event)

    def post(self, clients, batch, count, case=None):
        requests = [b"".join(self.append(event) for event in group) for group in self.make(count, batch, case)]
        return rates(self.load(self.port, requests, clients, "nats", batch), batch)

    history = decisions = None

    def bytes(self):
        return size_of(os.path.join(self.directory, "jetstream"))


PEERS = [Daybook, PostgreSQL, SQLite, Redis, JetStream]
