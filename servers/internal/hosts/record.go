package hosts

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// record is what install leaves behind, so that uninstall can return a file to what it was. It holds no text of the file.
type record struct {
	File        string     `json:"file"`
	Entry       string     `json:"entry"`
	Made        bool       `json:"made,omitempty"`         // there was no file before
	Before      string     `json:"before,omitempty"`       // the hash of the file before
	Backup      string     `json:"backup,omitempty"`       // holds the file before
	After       string     `json:"after,omitempty"`        // the hash of the file as install wrote it; "" if the way back is not known
	MadeFolders []string   `json:"made_folders,omitempty"` // the outermost first
	MadeParents [][]string `json:"made_parents,omitempty"` // parents of the entry that did not exist
}

// records are the records of all files.
type records struct {
	path string
	all  []record
}

// readRecords reads the records. Without them uninstall still works, so a file that cannot be read counts as empty.
func (m Machine) readRecords() records {
	folder := "$XDG_STATE_HOME"
	switch m.OS {
	case "darwin":
		folder = "~/Library/Application Support"
	case "windows":
		folder = "$LOCALAPPDATA"
	}
	path, _ := m.expand(folder + "/pagerduty-mcp/installed.json")
	r := records{path: path}
	if text, err := os.ReadFile(path); err == nil {
		_ = json.Unmarshal(text, &r.all)
	}
	return r
}

func (r records) find(file, entry string) *record {
	at := slices.IndexFunc(r.all, func(one record) bool { return one.File == file && one.Entry == entry })
	if at < 0 {
		return nil
	}
	return &r.all[at]
}

// inherit notes folders that install has made for a file with another file in them, which removes them when it goes. put writes that.
func (r records) inherit(file string, folders []string) {
	for i := range r.all {
		one := &r.all[i]
		if len(folders) > 0 && one.File != file && strings.HasPrefix(one.File, folders[len(folders)-1]+string(filepath.Separator)) && one.Made {
			one.MadeFolders = append(slices.Clone(folders), one.MadeFolders...)
			return
		}
	}
}

// put replaces the record of an entry; a nil record is removed.
func (r records) put(file, entry string, one *record) error {
	all := slices.DeleteFunc(slices.Clone(r.all), func(one record) bool { return one.File == file && one.Entry == entry })
	if one != nil {
		all = append(all, *one)
	}
	if len(all) == 0 {
		if err := os.Remove(r.path); err == nil {
			_ = os.Remove(filepath.Dir(r.path)) // which fails if something else is in it
		}
		return nil
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(r.path), 0o700); err != nil {
		return r.cannotWrite(err)
	}
	before, err := readFile(r.path)
	if err == nil {
		err = before.replace(append(text, '\n'), 0o600)
	}
	return r.cannotWrite(err)
}

func (r records) cannotWrite(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the entry is changed, but uninstall will not know how the file was before: %w", err)
}

func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// original returns the file as it was before the install, if nothing else has changed it since and its backup is still there.
func (one *record) original(f file) (text []byte, existed, known bool) {
	if one == nil || f.info == nil || hash(f.text) != one.After {
		return nil, false, false
	}
	if one.Made {
		return nil, false, true
	}
	text, err := os.ReadFile(one.Backup)
	if err != nil || hash(text) != one.Before {
		return nil, false, false
	}
	return text, true, true
}
