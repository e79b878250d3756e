"""Ideas of the warehouse in Wrocław."""

TEXT = """
# Carriers book a dock slot
@ Piotr Zieliński, Tom Berger | flow | 29 | round1 83 accept carrier-slots
Fourteen trucks arrive before nine and then nobody until noon. Drivers wait outside, and so do we, later.
> A web form with 30-minute slots; two slots an hour stay free for late arrivals.
= Average turnaround of a truck below 60 minutes, down from about 75.
! Accepted. The form costs nothing and the gate log already has the times. Tom Berger runs it.
- Oksana Melnyk: Please show the number of pallets in the slot, otherwise we plan blind.
- Bartosz Wójcik: Late arrivals need a rule, or everybody will be late.
- Tom Berger: Rule: 20 minutes late loses the slot, next free one counts.

# Lights instead of paper in zone C
@ Lukas Hoffmann | equipment | 47 | round0 68 accept pick-by-light
Zone C has 300 small positions and the paper list is read line by line with a finger.
> Rent a pick-by-light set for one rack and compare picks per hour.
= Fifteen percent more lines an hour in zone C.
! Accepted as a trial: rent for twelve weeks, count lines per hour every week, then decide on the data.
* Kasia Dąbrowska: The lamps are bright. I like it, but I am not sure I am faster.
* Andriy Shevchuk: Replenishing takes longer because each lamp has to be confirmed.

# One scanning desk for returns and inbound
@ Daniel Novák | flow | 41 | round0 58 accept one-desk
Returns and inbound each have a desk that is idle half of the time.
> Merge them into one desk with two scanners near door 4.
= The same work with one desk, and returns booked within a day.
! Accepted as a trial. We watch how many days a return waits to be booked; if that grows we go back.
- Ewa Lewandowska: When three trucks come at once, returns will wait. Let us at least keep a separate shelf.
* Oksana Melnyk: It is tight. In the second week we had 60 parcels on the floor.

# Returns label in the parcel, not by e-mail
@ Ewa Lewandowska | service | 30 | answered done
Every fourth return arrives without our number because customers cannot print the label from the mail.
> Put a peel-off label on the delivery note.
= Returns without a number below five percent.
! Accepted. The delivery note has room; the printer template changes this month.
! In use for four months: 4 percent of returns come without a number.
* Anna Lindqvist: "I have no printer" calls have all but stopped.
- Matteo Ricci: Add one line in Italian and Polish, please.

# A pallet of slow movers goes upstairs
@ Marta Kowalczyk | flow | 28 | answered done
Positions at hand height hold goods that move twice a year, while fast ones are on level four.
> Every month move the ten slowest articles up and the ten fastest down.
= Picks from level four down by a third.
! Accepted. Marta picks the articles from the monthly report, inbound moves them on Friday.
! Six rounds done. Picks from level four are down 38 percent.
* Jakub Wiśniewski: The reach truck is free on Friday mornings; that was never the case.
* Agnieszka Nowak: Good one. Takes an hour and everybody notices.

# Knife with a hidden blade for every packer
@ Kasia Dąbrowska | safety | 33 | answered done
Three cuts in four months, all from open cutter blades.
> Issue safety knives and take the old cutters away on the same day.
= No more cuts from cutters.
! Accepted at once. Knives are ordered; old cutters are collected on delivery day.
! Forty knives issued. No cut since.
* Henrik Larsen: Spare blades are at the tool window, used ones go into the yellow box.

# Printed shift plan for two weeks, not one
@ Andriy Shevchuk | people | 26 | answered done
The plan comes on Friday for Monday. People with children cannot arrange anything.
> Publish two weeks ahead; changes only with the person’s consent.
= Fewer swapped shifts and fewer absences on Mondays.
! Accepted, starting with the next month.
! Two weeks ahead since then; swaps went from eleven to four a week.
* Zofia Mazur: Agency staff get it too, through the same board.
* Lukas Hoffmann: Thank you. That changed more for me than anything this year.

# Colored totes for express orders
@ Jakub Wiśniewski | flow | 16 | round2 74 accept done
Express orders travel in the same gray totes and are found by reading labels at the end of the belt.
> Red totes for express only, a rack of twenty at the start of the belt.
= Express orders leave within 45 minutes.
! Accepted. Cheap, visible and easy to undo.
! Median 38 minutes over the last month.
* Marta Kowalczyk: Somebody used red totes for lunch. Please do not.
* Kasia Dąbrowska: Twenty were too few on Mondays, we have thirty now.

# Photo of the load before the doors close
@ Bartosz Wójcik | quality | 15 | answered done
Carriers say the load was already damaged; we say it was not. Nobody can show anything.
> One photo with the seal number, taken with the dock tablet, stored by truck.
= Damage claims settled in a week instead of four.
! Accepted. Storage for 90 days, then deleted; faces are not photographed.
! Running for seven weeks. Claims take nine days on average.
* Katarzyna Król: Two claims paid already that we would have lost.
* 江涛：无锡收货也在用拍照，可以互相看看拍照要求。

# Robot that carries totes to packing
@ Lukas Hoffmann | equipment | 17 | round2 47 decline
Pickers push full carts 180 meters to packing, forty times a shift.
> Lease two carrying robots.
= Pickers stay in the aisles.
! Declined for now. The lease is 5,200 euros a month and the walking time it would save is worth about half of that. We will ask again when the volume passes 6,000 lines a day.
* Andriy Shevchuk: A pull cord for the cart would already help.
* Tom Berger: Numbers are in the round notes if anybody wants to check them.

# Label the light switches
@ Oksana Melnyk | environment | 37 | answered done
Twelve switches without names; so all lights burn all night.
> Label them by zone and add a sheet “last one out switches off”.
= Lights off in empty zones.
! Accepted. The label printer is in the office.
! Done in an afternoon. The night meter reads 22 percent less.
- Paweł Kamiński: Zones 3 and 4 share one circuit, so they share a label.

# Floor tape that survives the sweeper
@ Paweł Kamiński | safety | 23 | answered done
Walkway tape peels off after three weeks and people walk anywhere.
> Use the recessed tape from the supplier’s sample at door 2, where it has lasted nine months.
= Walkways visible all year.
! Accepted for the main aisle and the dock.
! 240 meters laid; nothing has come off in four months.
* Henrik Larsen: The sweeper driver has approved it, too.

# Weigh mixed pallets before wrapping
@ Jakub Wiśniewski | quality | 14 | round2 61 accept floor-scale
Mixed pallets go out overweight and come back at our cost, about six a month.
> A floor scale in front of the wrapper with the limit written on the wall.
= No pallet returned for weight.
! Accepted. The scale from the old hall is calibrated until next year and can be moved.
- Bartosz Wójcik: Mind the ramp, the scale needs level floor.

# Reusable straps instead of film inside the site
@ Ewa Lewandowska | environment | 6 | round3 63
Pallets that only go from inbound to the racks are wrapped and cut open ten minutes later.
> Two straps with Velcro per pallet, returned in a box at the racks.
= Film for internal moves down to zero, about 300 kilos a year.
- Oksana Melnyk: Two are enough up to 1.6 meters, above that you need three.
- 姚兰：无锡的废膜项目也在称重，数据可以一起看。

# Tablet arm at the packing station
@ Marta Kowalczyk | equipment | 5 | round3 56
The tablet lies between boxes, gets covered and has been dropped four times this year.
> A swivel arm clamped to the table.
= No more broken tablets, a free table.
- Kasia Dąbrowska: Left side, please; the scale is on the right.

# Overflow lane for Monday peaks
@ Agnieszka Nowak | flow | 5 | round3 67
On Mondays the belt stops because parcels wait for the Spanish carrier who comes at four.
> Use lane 7 as an overflow with a roller track until four.
= No belt stop on Mondays.
- Jakub Wiśniewski: Lane 7 has the broken photo cell. Two hours of work.
- Piotr Zieliński: If the slot form works, the carrier could also come at two.

# Second handheld battery per shift
@ Andriy Shevchuk | equipment | 2 | new
Handhelds die at about five in the afternoon and we share four for six people.
> One spare battery per device in the charger at the shift desk.
= No waiting for a handheld.
- Marta Kowalczyk: Same on the early shift when somebody forgets the charger.

# Spare battery for every handheld
@ Kasia Dąbrowska | equipment | 1 | new
Two of our handhelds were flat before the end of the shift on three days last week.
> A charged spare battery for each of them at the shift desk.
= Nobody walks back to look for a handheld that works.

# Tell pickers why an order was stopped
@ Kasia Dąbrowska | flow | 1 | new
An order disappears from the handheld without a word and the half-filled tote stays on the cart.
> Show the reason and where to put the tote.
= No abandoned totes at the end of the shift.

# Take the seals off the reject list
@ Bartosz Wójcik | quality | 3 | new
Every pallet with a torn seal is rejected although most come torn by customs.
> Accept torn seals when the customs stamp is on the paper.
= About five pallets a week less to argue about.
- Ewa Lewandowska: Photograph the stamp and I am fine with it.
"""
