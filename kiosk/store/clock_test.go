package store_test

import (
	"testing"
	"time"

	"linli/sync/wire/linlipb"
)

func TestRecordTellsIfTheOfficeHasAnsweredSinceTheStart(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	clockOf := func(visit string) *linlipb.Clock {
		t.Helper()
		submit(t, s, submission(visit))
		return drain(t, s, live, true)[0].GetRecords()[0].GetClock()
	}
	before := clockOf("v1")
	s.Heard(noon())
	after := clockOf("v2")
	if now := s.Clock(); now.String() != after.String() {
		t.Errorf("the clock that a batch bears is %v, that of its record %v", now, after)
	}
	shut(t, s)
	s = open(t, path, off.options())
	again := clockOf("v3")
	if before.GetQuality() != linlipb.ClockQuality_CLOCK_QUALITY_UNCHECKED ||
		after.GetQuality() != linlipb.ClockQuality_CLOCK_QUALITY_SYNCED ||
		again.GetQuality() != linlipb.ClockQuality_CLOCK_QUALITY_UNCHECKED {
		t.Errorf("quality %s, then %s, after a restart %s", before.GetQuality(), after.GetQuality(), again.GetQuality())
	}
	if before.GetBoot() != 1 || before.GetBoottimeMs() != 60_000 || before.GetWallMs() != noon().UnixMilli() {
		t.Errorf("clock %v", before)
	}
}

func TestWallClockIsRightWhereTheOfficeSaysTheSame(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	boot, o := time.Minute, off.options()
	o.BootTime = func() time.Duration { return boot }
	s := open(t, path, o)
	if s.WallAgrees(time.Hour) {
		t.Error("before any office")
	}
	s.Heard(noon().Add(59 * time.Minute))
	if !s.WallAgrees(time.Hour) {
		t.Error("59 minutes are within the hour")
	}
	boot += 2 * time.Minute // and the wall clock stands
	if s.WallAgrees(time.Hour) {
		t.Error("a clock that stands still is right")
	}
	s.Heard(noon())
	shut(t, s)
	if open(t, path, o).WallAgrees(time.Hour) {
		t.Error("after a restart nobody has compared it")
	}
}

func TestTrustedTimeGoesOnWithTheMachineAndOutlivesARestart(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	boot, o := time.Minute, off.options()
	o.BootTime = func() time.Duration { return boot }
	s := open(t, path, o)
	if got := s.TrustedTime(); !got.IsZero() {
		t.Errorf("before any office %s", got)
	}
	heard := noon().AddDate(1, 0, 0)
	s.Heard(heard)
	boot += 90 * time.Second
	if got := s.TrustedTime(); !got.Equal(heard.Add(90 * time.Second)) {
		t.Errorf("90 s later %s", got)
	}
	shut(t, s) // commits it although no ticket was taken
	s = open(t, path, o)
	if got := s.TrustedTime(); !got.Equal(heard) {
		t.Errorf("after a restart %s", got)
	}
	s.Heard(noon())
	if got := s.TrustedTime(); !got.Equal(noon()) {
		t.Errorf("an office that corrects itself is not believed: %s", got)
	}
}
