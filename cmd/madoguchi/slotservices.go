package main

import (
	"slices"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// A servedSlot is a slot, and in a city with several services those of which a visit of one
// person may begin in it.
type servedSlot struct {
	booking.Slot
	services []booking.Service
}

func (s servedSlot) names() string {
	names := make([]string, len(s.services))
	for i, of := range s.services {
		names[i] = of.Short
	}
	return strings.Join(names, "・")
}

func (s servedSlot) forMachines() slotJSON {
	j := slotForMachines(s.Slot)
	for _, of := range s.services {
		j.Services = append(j.Services, string(of.ID))
	}
	return j
}

// served tells of each slot which services may begin in it; with a service, it returns only
// the slots in which that one may.
func (d *desk) served(tx store.Planning, slots []booking.Slot, only booking.ServiceID) (found []servedSlot, err error) {
	city := &d.line.City
	for _, s := range slots {
		found = append(found, servedSlot{Slot: s})
	}
	if !city.SeveralServices() && only == "" || len(slots) == 0 {
		return found, nil
	}
	from, until := slots[0].Start, slots[0].End
	for _, s := range slots {
		until = later(until, s.End)
	}
	for _, f := range city.Facilities {
		line, err := tx.Timeline(f.ID, from, until.Add(24*time.Hour))
		if err != nil {
			return nil, err
		}
		own := slices.DeleteFunc(slices.Clone(slots), func(s booking.Slot) bool { return s.Facility != f.ID })
		for _, of := range city.ServicesAt(f.ID) {
			begins := map[time.Time]bool{}
			for _, s := range city.RulesFor(of.ID, f.ID).Visits(own, line, 1) {
				begins[s.Start] = true
			}
			for i := range found {
				if found[i].Facility == f.ID && begins[found[i].Start] {
					found[i].services = append(found[i].services, of)
				}
			}
		}
	}
	if only != "" {
		found = slices.DeleteFunc(found, func(s servedSlot) bool {
			return !slices.ContainsFunc(s.services, func(of booking.Service) bool { return of.ID == only })
		})
	}
	if !city.SeveralServices() {
		for i := range found {
			found[i].services = nil
		}
	}
	return found, nil
}
