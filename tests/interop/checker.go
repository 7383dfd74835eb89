// Opens notes and checks proofs by Go's own packages, for tests: a question a line as JSON, an answer a line.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Do      string      `json:"do"`
	Note    string      `json:"note"`
	Keys    []string    `json:"keys"`
	Record  []byte      `json:"record"`
	Index   int64       `json:"index"`
	Size    int64       `json:"size"`
	Root    tlog.Hash   `json:"root"`
	Old     int64       `json:"old"`
	OldRoot tlog.Hash   `json:"old_root"`
	Proof   []tlog.Hash `json:"proof"`
	Tiles   string      `json:"tiles"`
}

type answer struct {
	OK   bool   `json:"ok"`
	Says string `json:"says"`
}

// tiles reads those of c2sp.org/tlog-tiles: the same as Go's of height 8, under other paths.
type tiles string

func (tiles) Height() int { return 8 }

func (top tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		data, err := os.ReadFile(filepath.Join(string(top), path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func answered(asked question) (string, error) {
	switch asked.Do {
	case "open":
		var known []note.Verifier
		for _, key := range asked.Keys {
			verifier, err := note.NewVerifier(key)
			if err != nil {
				return "", err
			}
			known = append(known, verifier)
		}
		opened, err := note.Open([]byte(asked.Note), note.VerifierList(known...))
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("%d verified, %d not: %s", len(opened.Sigs), len(opened.UnverifiedSigs), opened.Text), nil
	case "record":
		return "", tlog.CheckRecord(asked.Proof, asked.Size, asked.Root, asked.Index, tlog.RecordHash(asked.Record))
	case "tree":
		return "", tlog.CheckTree(asked.Proof, asked.Size, asked.Root, asked.Old, asked.OldRoot)
	case "prove":
		reader := tlog.TileHashReader(tlog.Tree{N: asked.Size, Hash: asked.Root}, tiles(asked.Tiles))
		proof, err := tlog.ProveRecord(asked.Size, asked.Index, reader)
		said, _ := json.Marshal(proof)
		return string(said), err
	}
	return "", errors.New("no such question")
}

func main() {
	lines := bufio.NewReader(os.Stdin)
	answers := json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked question
		says, err := "", json.Unmarshal(line, &asked)
		if err == nil {
			says, err = answered(asked)
		}
		if err != nil {
			says = err.Error()
		}
		answers.Encode(answer{err == nil, says})
	}
}
