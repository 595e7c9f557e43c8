package hosts

import (
	"os"
	"path/filepath"
)

// apply makes a planned change: backup, file, record.
func (m Machine) apply(c *Change) error {
	records := m.readRecords()
	if c.Kind == Removed {
		return m.applyRemoval(c, records)
	}
	folders, err := makeFolders(filepath.Dir(c.before.target))
	if err != nil {
		return err
	}
	c.record.MadeFolders = append(c.record.MadeFolders, folders...)
	if err = m.keep(c); err == nil {
		err = c.before.replace(c.after, c.before.mode(c.Scope, c.secret))
	}
	if err != nil {
		c.discard()
		removeFolders(folders)
		return err
	}
	return records.put(c.before.target, c.Entry, c.record)
}

// keep writes a backup, unless the file is as an earlier install left it: then the backup of that one holds what matters.
func (m Machine) keep(c *Change) error {
	if c.before.info == nil || c.Kind == Updated && c.record.After != "" {
		return nil
	}
	var err error
	if c.Backup, err = m.backup(c.before, c.record.Backup); err == nil && c.Kind != Updated {
		c.record.Backup, c.record.Before = c.Backup, hash(c.before.text)
	}
	return err
}

// discard removes the backup of a change that was not made.
func (c *Change) discard() {
	if c.Backup != "" {
		_ = os.Remove(c.Backup) // a backup too many does no harm
		c.Backup = ""
	}
}

func (m Machine) applyRemoval(c *Change, records records) error {
	_, _, known := c.record.original(c.before)
	if !known {
		var err error
		if c.Backup, err = m.backup(c.before, ""); err != nil {
			return err
		}
	}
	var err error
	if c.Gone {
		err = c.before.remove()
	} else {
		err = c.before.replace(c.after, c.before.mode(c.Scope, false))
	}
	if err != nil {
		c.discard()
		return err
	}
	if c.Gone {
		records.inherit(c.before.target, removeFolders(c.record.MadeFolders))
	} else {
		dropBackups(c.before.target, c.after)
	}
	return records.put(c.before.target, c.Entry, nil)
}
