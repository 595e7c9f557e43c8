package main

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Media types of the Open Container Initiative.
const (
	mediaIndex    = "application/vnd.oci.image.index.v1+json"
	mediaManifest = "application/vnd.oci.image.manifest.v1+json"
	mediaConfig   = "application/vnd.oci.image.config.v1+json"
	mediaLayer    = "application/vnd.oci.image.layer.v1.tar+gzip"
)

// descriptor refers to a blob of an image.
type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int               `json:"size"`
	Platform    *imagePlatform    `json:"platform,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

type imagePlatform struct {
	Architecture string `json:"architecture"`
	OS           string `json:"os"`
}

type imageIndex struct {
	SchemaVersion int          `json:"schemaVersion"`
	MediaType     string       `json:"mediaType"`
	Manifests     []descriptor `json:"manifests"`
}

type imageManifest struct {
	SchemaVersion int          `json:"schemaVersion"`
	MediaType     string       `json:"mediaType"`
	Config        descriptor   `json:"config"`
	Layers        []descriptor `json:"layers"`
}

type imageConfig struct {
	imagePlatform
	Created time.Time `json:"created"`
	Config  struct {
		User       string            `json:"User"`
		Entrypoint []string          `json:"Entrypoint"`
		Labels     map[string]string `json:"Labels"`
	} `json:"config"`
	RootFS struct {
		Type    string   `json:"type"`
		DiffIDs []string `json:"diff_ids"`
	} `json:"rootfs"`
}

// imageFile names the archive with the container images of all architectures.
func (r *release) imageFile() string { return serverCommand + "_" + r.version + "_image.tar" }

// images writes one OCI archive with an image for each Linux platform: the static binary, the certificate
// authorities that it trusts, and licences. Dockerfile builds the same.
func (r *release) images() error {
	layout := imageLayout{}
	var list []descriptor
	for _, server := range r.servers() {
		if server.platform.os == "linux" {
			list = append(list, r.image(layout, server))
		}
	}
	if len(list) == 0 {
		return nil
	}
	all := layout.add(mediaIndex, encode(imageIndex{SchemaVersion: 2, MediaType: mediaIndex, Manifests: list}))
	all.Annotations = map[string]string{"org.opencontainers.image.ref.name": r.version}
	entries := []entry{
		{name: "oci-layout", content: []byte(`{"imageLayoutVersion":"1.0.0"}`)},
		{name: "index.json", content: encode(imageIndex{SchemaVersion: 2, MediaType: mediaIndex, Manifests: []descriptor{all}})},
	}
	for name, blob := range layout {
		entries = append(entries, entry{name: name, content: blob})
	}
	return r.add(r.imageFile(), tarred(entries, r.time))
}

// image adds the image of one platform to the layout.
func (r *release) image(layout imageLayout, server binary) descriptor {
	files := tarred([]entry{{name: serverCommand, content: server.content, executable: true}, r.document("LICENSE", "LICENSE"), r.licences, r.roots}, r.time)
	config := r.imageConfig(server.platform)
	config.RootFS.Type, config.RootFS.DiffIDs = "layers", []string{digest(files)}
	manifest := layout.add(mediaManifest, encode(imageManifest{
		SchemaVersion: 2, MediaType: mediaManifest,
		Config: layout.add(mediaConfig, encode(config)), Layers: []descriptor{layout.add(mediaLayer, gzipped(files))},
	}))
	manifest.Platform = &config.imagePlatform
	return manifest
}

// imageConfig returns how containers of a platform start, without what the layer adds.
func (r *release) imageConfig(p platform) imageConfig {
	config := imageConfig{imagePlatform: imagePlatform{Architecture: p.arch, OS: p.os}, Created: r.time.UTC()}
	config.Config.User = "65532:65532" // nobody that the host knows
	config.Config.Entrypoint = []string{"/" + serverCommand}
	config.Config.Labels = map[string]string{
		"io.modelcontextprotocol.server.name": registryName, // proves to the MCP registry whose image it is
		"org.opencontainers.image.source":     repository,
		"org.opencontainers.image.version":    r.version,
		"org.opencontainers.image.licenses":   licence,
	}
	return config
}

// imageLayout holds blobs by their path in an OCI archive.
type imageLayout map[string][]byte

func (l imageLayout) add(mediaType string, blob []byte) descriptor {
	d := digest(blob)
	l["blobs/sha256/"+d[len("sha256:"):]] = blob
	return descriptor{MediaType: mediaType, Digest: d, Size: len(blob)}
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
}
