//go:build ear

package ivr_test

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"madoguchi/ivr"
	"madoguchi/voice/aloud/aloudtest"
)

// What the estimate of seconds is held to. A prompt that takes less than shortPrompt is not
// compared by itself: a few morae more or less are a tenth of it.
const (
	shortPrompt = 3.0  // seconds
	oneWithin   = 0.1  // of what the engine takes for a prompt
	allWithin   = 0.03 // of what it takes for all of them
)

// whatElse are the phrases that stand in menus of flow for others of the same place.
var whatElse = map[ivr.Key]ivr.Key{"option.person": "option.staff", "option.take-held": "option.take-change"}

// prompts returns what callers hear at once: every phrase with its holes filled, every menu
// of flow, each option that is said alone to whoever needs time, and a menu of facilities.
func prompts(t *testing.T, d *ivr.Dialogue) map[string]string {
	t.Helper()
	h, speech, phrases := hearingOf(t), d.Speech(), d.PhraseKeys("ja")
	words := func(key ivr.Key) string { return h.fill(phrases[key][0], inWords) }
	all := map[string]string{}
	add := func(name string, labels []string, keys string) {
		manners := []ivr.Manner{ivr.InFull, ivr.Brisk}
		if len(labels) < 3 {
			manners[1] = ivr.Known
		}
		for _, manner := range manners {
			menu := ""
			for i, label := range labels {
				last := i == len(labels)-1
				option, after := speech.Option(label, keys[i], last, manner)
				menu += option + after
				alone, after := speech.Option(label, keys[i], true, ivr.InFull)
				all["alone: "+label] = alone + after
			}
			if manner != ivr.InFull {
				name += ", after a key"
			}
			if menu != "" {
				all[name] = menu
			}
		}
	}
	for key := range phrases {
		if !strings.HasPrefix(string(key), "option.") {
			all[string(key)] = words(key)
		}
	}
	for state, row := range ivr.Flow() {
		var labels, others []string
		keys := ""
		for _, o := range row.Menu {
			if o.Told != "" {
				continue // in its phrase
			}
			labels, others, keys = append(labels, words(o.Say)), append(others, words(cmp.Or(whatElse[o.Say], o.Say))), keys+string(o.Key)
		}
		add("menu of "+string(state), labels, keys)
		if !slices.Equal(labels, others) {
			add("menu of "+string(state)+", otherwise", others, keys)
		}
	}
	var names []string
	for _, name := range []string{"市役所", "坂下", "東部", "味美", "高蔵寺"} {
		names = append(names, speech.Named(name, words("option.named")))
	}
	add("facilities", names, "12345")
	return all
}

// TestHeardInTheSecondsThatAreEstimated holds the estimate, by which phrases are refused as too
// long, against what an engine takes to say them.
func TestHeardInTheSecondsThatAreEstimated(t *testing.T) {
	engine, d := aloudtest.Installed(t), newScene(t).dialogue()
	all := prompts(t, d)
	names := slices.Sorted(maps.Keys(all))
	took := make([]float64, len(names))
	const processes = 2
	var wait sync.WaitGroup
	for first := range processes {
		wait.Go(func() {
			for i := first; i < len(names); i += processes {
				seconds, err := engine.Seconds(t.Context(), all[names[i]], 90)
				if err != nil {
					t.Errorf("%s: %v", names[i], err)
				}
				took[i] = seconds
			}
		})
	}
	wait.Wait()
	var engineTook, estimated float64
	compared := 0
	for i, name := range names {
		text := all[name]
		estimate := d.Seconds(strings.TrimSuffix(text, "。")) // behind the last stop nothing is waited for
		if took[i] < shortPrompt {
			continue
		}
		compared++
		engineTook, estimated = engineTook+took[i], estimated+estimate
		off := estimate/took[i] - 1
		t.Logf("%+5.1f %%  %5.2f s, engine %5.2f s  %s: %s", 100*off, estimate, took[i], name, text)
		if math.Abs(off) > oneWithin {
			t.Errorf("%s is estimated at %.2f s, and takes %.2f s, %+.1f %%: %s", name, estimate, took[i], 100*off, text)
		}
	}
	off := estimated/engineTook - 1
	t.Logf("%d prompts of %.0f s or more are estimated at %.1f s, and take %.1f s, %+.1f %%", compared, shortPrompt, estimated, engineTook, 100*off)
	if compared < 150 || math.Abs(off) > allWithin {
		t.Errorf("%d prompts are estimated at %.1f s, and take %.1f s, %+.1f %%", compared, estimated, engineTook, 100*off)
	}
}
