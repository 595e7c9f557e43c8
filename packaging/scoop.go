package main

// scoopManifest is a manifest of Scoop, a package manager for Windows.
type scoopManifest struct {
	Version      string                   `json:"version"`
	Description  string                   `json:"description"`
	Homepage     string                   `json:"homepage"`
	License      string                   `json:"license"`
	Architecture map[string]scoopDownload `json:"architecture"`
	Bin          []string                 `json:"bin"`
	CheckVersion string                   `json:"checkver"`
	AutoUpdate   struct {
		Architecture map[string]scoopDownload `json:"architecture"`
		Hash         struct {
			URL string `json:"url"`
		} `json:"hash"`
	} `json:"autoupdate"`
}

type scoopDownload struct {
	URL  string `json:"url"`
	Hash string `json:"hash,omitempty"`
}

// scoop writes a Scoop manifest, with which a bucket also follows later releases by itself.
func (r *release) scoop() error {
	m := scoopManifest{
		Version: r.version, Description: description, Homepage: repository, License: licence, CheckVersion: "github",
		Architecture: map[string]scoopDownload{},
	}
	m.AutoUpdate.Architecture, m.AutoUpdate.Hash.URL = map[string]scoopDownload{}, "$baseurl/"+checksumsFile
	later := release{version: "$version"}
	for _, server := range r.servers() {
		p := server.platform
		if p.os != "windows" {
			continue
		}
		architecture := map[string]string{"amd64": "64bit", "arm64": "arm64"}[p.arch]
		now := r.download(p, ".zip")
		m.Architecture[architecture] = scoopDownload{URL: now.Address, Hash: now.Sum}
		m.AutoUpdate.Architecture[architecture] = scoopDownload{URL: later.address(later.fileName(p, ".zip"))}
		m.Bin = []string{p.executable(serverCommand), p.executable(simulatorCommand)}
	}
	if len(m.Architecture) == 0 {
		return nil
	}
	return r.addJSON(serverCommand+".json", m)
}
