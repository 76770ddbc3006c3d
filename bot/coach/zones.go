package coach

import (
	"cmp"
	"slices"
	"strings"
)

// zoneAreas are the first parts of the names of zones; what follows is a city, or an area and a city. Names of other
// forms are not taken from people: "EST" knows no summer, and "Etc/GMT+5" lies west of Greenwich.
// Two names of one city are in different areas nowhere that matters; Europe comes first by habit.
var zoneAreas = []string{
	"Europe", "America", "Asia", "Australia", "Africa", "Pacific", "Atlantic", "Indian", "Antarctica",
	"America/Argentina", "America/Indiana", "America/Kentucky", "America/North_Dakota",
}

// mainZones are where most people live, one or two a country and clock. They are what a wrong name is compared with, and
// nothing more: nobody lists the names of all zones at run time, and a zone that is not here is taken as well.
// Go loads a zone by its name and has no list of them.
func mainZones() []string {
	return strings.Fields(`
	Africa/Cairo Africa/Casablanca Africa/Johannesburg Africa/Lagos Africa/Nairobi America/Anchorage America/Bogota
	America/Buenos_Aires America/Caracas America/Chicago America/Denver America/Detroit America/Edmonton America/Halifax
	America/Havana America/Lima America/Los_Angeles America/Mexico_City America/Montevideo America/New_York
	America/Panama America/Phoenix America/Puerto_Rico America/Santiago America/Sao_Paulo America/St_Johns
	America/Toronto America/Vancouver America/Winnipeg Asia/Baghdad Asia/Bangkok Asia/Beirut Asia/Colombo Asia/Dhaka
	Asia/Dubai Asia/Hong_Kong Asia/Ho_Chi_Minh Asia/Jakarta Asia/Jerusalem Asia/Karachi Asia/Kathmandu Asia/Kolkata
	Asia/Kuala_Lumpur Asia/Manila Asia/Qatar Asia/Riyadh Asia/Seoul Asia/Shanghai Asia/Singapore Asia/Taipei Asia/Tashkent
	Asia/Tehran Asia/Tokyo Atlantic/Azores Atlantic/Canary Atlantic/Madeira Atlantic/Reykjavik Australia/Adelaide
	Australia/Brisbane Australia/Darwin Australia/Hobart Australia/Melbourne Australia/Perth Australia/Sydney
	Europe/Amsterdam Europe/Athens Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Bucharest
	Europe/Budapest Europe/Copenhagen Europe/Dublin Europe/Helsinki Europe/Istanbul Europe/Kyiv Europe/Lisbon
	Europe/Ljubljana Europe/London Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Moscow Europe/Oslo Europe/Paris
	Europe/Prague Europe/Riga Europe/Rome Europe/Sofia Europe/Stockholm Europe/Tallinn Europe/Vienna Europe/Vilnius
	Europe/Warsaw Europe/Zagreb Europe/Zurich Pacific/Auckland Pacific/Fiji Pacific/Honolulu`)
}

// mostZones is how many zones are suggested for a name that is none.
// A fourth is a list to read and no help.
const mostZones = 3

// FindZone reads the name of a zone as people type it: "Europe/Lisbon", "europe/lisbon", "Lisbon", "new york", "UTC". Known
// tells whether there is a zone of a name. Of cities of one name the first area counts. Where it is no zone, near are
// the ones that it may have meant, at most three and the nearest first: names in use here, and where most people live.
// It is for a person's own zone and for a team's, in forms and in commands. Known asks the machine, which this
// package does not; it is asked for some dozen names at most. Without a zone and with nothing near both answers are
// empty, and the caller says how a zone looks.
func FindZone(typed string, inUse []string, known func(name string) bool) (zone string, near []string) {
	name := strings.Join(strings.Fields(strings.ReplaceAll(clip(typed, maxCompared), "_", " ")), " ")
	if strings.EqualFold(name, "utc") {
		return "UTC", nil
	}
	// An area that is none, as in "Germany/Berlin", is dropped: the city says enough.
	areas, city := zoneParts(name)
	for _, area := range areas {
		if full := area + "/" + cityName(city); city != "" && known(full) {
			return full, nil
		}
	}
	return "", nearZones(city, append(slices.Clone(inUse), mainZones()...))
}

// zoneParts tells in which areas a city is to be looked for: in the one that was typed before it, else in all.
func zoneParts(name string) (areas []string, city string) {
	i := strings.LastIndexByte(name, '/')
	if i < 0 {
		return zoneAreas, name
	}
	area := strings.ReplaceAll(strings.TrimSpace(name[:i]), " ", "_")
	for _, a := range zoneAreas {
		if strings.EqualFold(a, area) {
			return []string{a}, strings.TrimSpace(name[i+1:])
		}
	}
	return zoneAreas, strings.TrimSpace(name[i+1:])
}

// cityName writes a city as zones are written: "Port-au-Prince", "New_York", "Isle_of_Man".
// Zones are names of files, in which capitals count on some machines and not on others.
func cityName(city string) string {
	// Bytes: no name of a zone has any but ASCII letters, and what else was typed is known to nobody.
	letters := []byte(strings.ToLower(city))
	start := 0
	for i := 0; i <= len(letters); i++ {
		if i < len(letters) && letters[i] != ' ' && letters[i] != '-' && letters[i] != '_' {
			continue
		}
		switch word := string(letters[start:i]); word {
		// Isle_of_Man, Port-au-Prince, Dar_es_Salaam.
		case "", "of", "au", "es":
		default:
			letters[start] = upperByte(letters[start])
		}
		start = i + 1
	}
	return strings.ReplaceAll(string(letters), " ", "_")
}

func upperByte(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

// nearZones are those of some zones whose city is nearest to a word: one that it begins, or one that a third of its
// letters makes it, at most.
// Ties are broken by the name, so that the same slip has the same answer each time.
func nearZones(city string, zones []string) []string {
	type candidate struct {
		zone     string
		distance int
	}
	var near []candidate
	// Letters, so that "Zürich" is one letter away from Zurich.
	typed := []rune(strings.ToLower(city))
	for _, zone := range zones {
		name := strings.ToLower(CityOf(zone))
		distance := editDistance(typed, []rune(name))
		if len(typed) > 1 && strings.HasPrefix(name, string(typed)) {
			distance = 0
		}
		if distance*3 <= len(typed) && len(typed) > 0 {
			near = append(near, candidate{zone, distance})
		}
	}
	slices.SortFunc(near, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.zone, b.zone))
	})
	// Names in use are among the main ones too, mostly.
	near = slices.Compact(near)
	var names []string
	for _, c := range near[:min(len(near), mostZones)] {
		names = append(names, c.zone)
	}
	return names
}

// CityOf is what people call a zone: "New York" for America/New_York, and a name without a city as it is.
func CityOf(zone string) string {
	return strings.ReplaceAll(zone[strings.LastIndexByte(zone, '/')+1:], "_", " ")
}
