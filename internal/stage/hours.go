package stage

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// PublishHours has the office publish the opening hours that its program brings
// along as an example, as staff would: without them no due date is known. It
// does nothing without an office of this stage, or when hours were published in
// an earlier run. It blocks for three short runs of the office's program.
func (s *Stage) PublishHours(ctx context.Context) error {
	if s.opts.NoOffice || s.opts.Beside != nil {
		return nil
	}
	published, err := s.call(ctx, "streetoffice", "publish", "list", "-json", "-data", s.officeData())
	if err != nil || bytes.Contains(published, []byte(`"kind":"hours"`)) {
		return err
	}
	folder := filepath.Join(s.Dir, "content")
	if err := os.RemoveAll(folder); err != nil { // of a run whose data folder was cleared
		return fmt.Errorf("stage: %w", err)
	}
	if _, err := s.call(ctx, "streetoffice", "publish", "copy", "-data", s.officeData(), folder); err != nil {
		return err
	}
	_, err = s.call(ctx, "streetoffice", "publish", "hours", "-data", s.officeData(), filepath.Join(folder, "hours.yaml"))
	return err
}
