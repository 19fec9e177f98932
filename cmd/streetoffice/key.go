package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"connectrpc.com/connect"

	"linli/sync/office/sealing"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

const keyHelp = `streetoffice key rotate    make a new sealing key; enrolled terminals take it up by themselves

Flags: -config FILE, -data FOLDER. The office may be running. The keys before stay in the
folder as sealing-ID.key: records sealed to them are on their way and in the ledger, so back
up all of them. Where several processes make up an office, copy the new files to each.
`

// keyCommand runs "streetoffice key ...".
func keyCommand(_ context.Context, args []string, out, errs io.Writer) error {
	if len(args) == 0 || args[0] != "rotate" {
		fmt.Fprint(errs, keyHelp)
		if len(args) > 0 && (args[0] == "-h" || args[0] == "help") {
			return flag.ErrHelp
		}
		return errors.New("key: say what to do")
	}
	flags := newSettingsFlags("streetoffice key rotate", errs)
	s, err := flags.read(args[1:])
	if err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("key rotate: unexpected %q", flags.Arg(0))
	}
	if _, err := os.Stat(s.Data); err != nil {
		return fmt.Errorf("data folder: %w; start streetoffice once, or name its folder with -data", err)
	}
	ring, err := sealing.Open(s.Data, time.Now)
	if err != nil {
		return err
	}
	public, err := ring.Rotate()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "the sealing key of now is %x; back up %s again\n", wire.KeyID(public), s.Data)
	return nil
}

// announcer tells terminals, with each Pull, which key to seal to.
type announcer struct {
	linlipbconnect.SyncHandler
	key func() []byte
}

// Pull implements linlipbconnect.SyncHandler.
func (a announcer) Pull(ctx context.Context, req *connect.Request[linlipb.PullRequest]) (*connect.Response[linlipb.PullResponse], error) {
	resp, err := a.SyncHandler.Pull(ctx, req)
	if err == nil {
		resp.Msg.SealingKey = a.key()
	}
	return resp, err
}
