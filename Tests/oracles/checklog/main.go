// Checks a copy of a ledger's log with the original implementation of tiled transparency logs, Go's sumdb/note and
// sumdb/tlog, which shares no code with daybook.
//
//	checklog DIRECTORY KEY [OLD-CHECKPOINT...]
//
// DIRECTORY holds checkpoint and tile/…, as C2SP tlog-tiles names them, and may hold proof/N.tlog-proof and
// consistency/OLD-NEW (one hash a line). Says what was checked; the first fault ends it with status 1.
package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func main() {
	if len(os.Args) < 3 {
		fail("usage: checklog DIRECTORY KEY [OLD-CHECKPOINT...]")
	}
	directory := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	must(err, "the key")
	tree := open(filepath.Join(directory, "checkpoint"), verifier)
	reader := tlog.TileHashReader(tree, tiles(directory))

	hashes := leaves(directory, tree, reader)
	var receipts, proofs, kept int
	if tree.N > 0 {
		root, err := tlog.TreeHash(tree.N, reader)
		must(err, "the root")
		if root != tree.Hash {
			fail("the tiles have the root %v and the checkpoint says %v", root, tree.Hash)
		}
	}
	for _, name := range names(directory, "proof/*.tlog-proof") {
		checkReceipt(name, verifier, hashes)
		receipts++
	}
	for _, name := range names(directory, "consistency/*") {
		checkConsistency(name, reader)
		proofs++
	}
	for _, name := range os.Args[3:] {
		checkOld(name, verifier, tree, reader)
		kept++
	}
	fmt.Printf("%d events, %d receipts, %d consistency proofs, %d checkpoints kept elsewhere\n", tree.N, receipts, proofs, kept)
}

// open verifies a signed checkpoint and reads it.
func open(name string, verifier note.Verifier) tlog.Tree {
	text, err := os.ReadFile(name)
	must(err, name)
	return checkpoint(name, text, verifier)
}

func checkpoint(name string, text []byte, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open(text, note.VerifierList(verifier))
	must(err, name)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		fail("%s is no checkpoint of %s", name, verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, name)
	root, err := tlog.ParseHash(lines[2])
	must(err, name)
	return tlog.Tree{N: size, Hash: root}
}

// tiles reads hashes from the files of tiles.
type tiles string

func (directory tiles) Height() int                                { return height }
func (directory tiles) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (directory tiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(string(directory), path(tile)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// path is a tile's path without its height, as tlog-tiles has it.
func path(tile tlog.Tile) string {
	full := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
	return strings.Replace(full, "tile/data/", "tile/entries/", 1)
}

// leaves reads all bundles of entries and checks that each entry hashes to its leaf in the tiles.
func leaves(directory string, tree tlog.Tree, reader tlog.HashReader) []tlog.Hash {
	var hashes []tlog.Hash
	for start := int64(0); start < tree.N; start += 1 << height {
		width := tree.N - start
		if width > 1<<height {
			width = 1 << height
		}
		tile := tlog.Tile{H: height, L: -1, N: start >> height, W: int(width)}
		bundle, err := os.ReadFile(filepath.Join(directory, path(tile)))
		must(err, "the entries")
		var indexes []int64
		for i := int64(0); i < width; i++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, start+i))
		}
		stored, err := reader.ReadHashes(indexes)
		must(err, "the tiles")
		for i := int64(0); i < width; i++ {
			if len(bundle) < 2 || len(bundle) < 2+int(bundle[0])<<8+int(bundle[1]) {
				fail("%s is cut off at entry %d", path(tile), start+i)
			}
			length := int(bundle[0])<<8 + int(bundle[1])
			hash := tlog.RecordHash(bundle[2 : 2+length])
			bundle = bundle[2+length:]
			if stored[i] != hash {
				fail("entry %d is not the leaf that is in the tree", start+i)
			}
			hashes = append(hashes, hash)
		}
		if len(bundle) != 0 {
			fail("%s is longer than its entries", path(tile))
		}
	}
	return hashes
}

func checkReceipt(name string, verifier note.Verifier, hashes []tlog.Hash) {
	text, err := os.ReadFile(name)
	must(err, name)
	parts := bytes.SplitN(text, []byte("\n\n"), 2)
	if len(parts) != 2 {
		fail("%s has no empty line", name)
	}
	lines := strings.Split(string(parts[0]), "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("%s is no receipt", name)
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		_, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[0], "extra "))
		must(err, name)
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		fail("%s has no index", name)
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	must(err, name)
	if index >= int64(len(hashes)) {
		fail("%s is for position %d, beyond the entries", name, index)
	}
	tree := checkpoint(name, parts[1], verifier)
	must(tlog.CheckRecord(parse(name, lines[1:]), tree.N, tree.Hash, index, hashes[index]), name)
}

func checkConsistency(name string, reader tlog.HashReader) {
	var old, new int64
	if _, err := fmt.Sscanf(filepath.Base(name), "%d-%d", &old, &new); err != nil {
		fail("%s is not named OLD-NEW", name)
	}
	text, err := os.ReadFile(name)
	must(err, name)
	oldRoot, err := tlog.TreeHash(old, reader)
	must(err, name)
	newRoot, err := tlog.TreeHash(new, reader)
	must(err, name)
	proof := tlog.TreeProof(parse(name, strings.Fields(string(text))))
	must(tlog.CheckTree(proof, new, newRoot, old, oldRoot), name)
}

// checkOld proves from the tiles that the log begins with what an old checkpoint signed.
func checkOld(name string, verifier note.Verifier, tree tlog.Tree, reader tlog.HashReader) {
	old := open(name, verifier)
	if old.N > tree.N {
		fail("%s has %d events and the log only %d: its end was cut off, or it was rolled back", name, old.N, tree.N)
	}
	if old.N == 0 {
		return
	}
	proof, err := tlog.ProveTree(tree.N, old.N, reader)
	must(err, name)
	must(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash), "the log does not begin with "+name)
}

func parse(name string, lines []string) []tlog.Hash {
	var hashes []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		must(err, name)
		hashes = append(hashes, hash)
	}
	return hashes
}

func names(directory, pattern string) []string {
	found, err := filepath.Glob(filepath.Join(directory, pattern))
	must(err, pattern)
	return found
}

func must(err error, what string) {
	if err != nil {
		fail("%s: %v", what, err)
	}
}

func fail(format string, values ...interface{}) {
	fmt.Fprintf(os.Stderr, "checklog: "+format+"\n", values...)
	os.Exit(1)
}
