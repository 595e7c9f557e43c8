package hosts

import "io/fs"

// keepOwner does nothing: a new file belongs to the folder's user there.
func keepOwner(string, fs.FileInfo) error { return nil }
