"""Ideas of customer service, site services and the offices in Wrocław."""

TEXT = """
# First reply to complaints in three parts
@ Anna Lindqvist | service | 27 | round1 80 accept three-part
The first reply says “we are looking into it”. Two of five customers write again the next day.
> Three sentences: what we understood, who is on it, when you hear from us.
= Share of customers who write again within a day below 25 percent.
! Accepted. No system needed. We count the second mails every week and decide after twelve.
- Matteo Ricci: Only promise a time that we control.
* Claire Dubois: In French it becomes four sentences, still fine.
* 叶青：我们热线也想照着做，能发一份模板吗？

# Call ten customers back every week
@ Claire Dubois | service | 30 | round1 62 accept callbacks
We only hear from customers who complain. Nobody knows how the others are.
> Each agent calls two customers a week after a repair, without selling anything.
= Satisfaction after a repair up by at least three points.
! Accepted as a trial because the committee is curious, not because it is sure. Twelve weeks, same survey question, then a decision.
* Sara Okafor: People are glad to be called. Whether the score moves is another matter.
* Anna Lindqvist: Tuesday afternoons work best, half of them answer.

# Answer in the language of the mail
@ Matteo Ricci | service | 35 | answered done
Mails in Italian and Czech are answered in English because the template is English.
> Templates in six languages, chosen by the language of the mail.
= Nobody has to ask for an answer they can read.
! Accepted. Translations are checked by somebody who speaks the language, not only by the tool.
! Six languages for half a year. Complaints about language: none last quarter.
- Daniel Novák: Czech is checked, two sentences were funny.

# One page with the spare parts we do not have
@ Anna Lindqvist | service | 22 | answered done
We promise door seals that are out of stock and call back three weeks later.
> A page with missing parts and the expected date, updated by purchasing on Mondays.
= No promise of a part that is not there.
! Accepted. Purchasing in Suzhou sends the list on Sunday night.
! Live. Broken promises went from nine to one a month.
* 许敏：清单每周日晚上自动发出，缺货日期以采购确认为准。

# Stop asking for the receipt when we sold it
@ Claire Dubois | service | 17 | round2 77 accept done
We ask customers for a receipt of an order that is in our own system.
> Look the order up by phone number; ask only when we did not sell it.
= One mail less in six of ten warranty cases.
! Accepted. The warranty terms allow it; legal has confirmed.
! Done. Warranty cases close two days earlier on average.
* Matteo Ricci: Customers notice. Two thanked us for it.
* 程琳：这条国内也适用，下周和法务确认。

# Music on hold that does not loop every 20 seconds
@ Matteo Ricci | service | 20 | answered done
Customers complain about the waiting music before they complain about the fridge.
> A longer, quiet piece, and the position in the queue every two minutes.
= Fewer sour starts.
! Accepted. The license is covered already.
! Changed. Nobody has mentioned the music since.
* Sara Okafor: Best eleven minutes of work this year.

# Night service by a chat robot
@ Matteo Ricci | service | 15 | round2 51 decline
Nobody answers between eight in the evening and eight in the morning.
> A chat robot answers at night.
= Customers get an answer at any time.
! Declined. The test answered 38 percent of our real questions correctly, and a wrong answer about gas or power can hurt somebody. Instead the page says when we are back and lets customers leave a number.
* Anna Lindqvist: The “leave a number” form brings about twelve calls a morning, all easy.

# A quiet hour for difficult cases
@ Anna Lindqvist | people | 5 | round3 65
Difficult cases are written between two calls and take four attempts.
> One hour a day off the phone for each agent, in turn.
= Difficult cases closed two days earlier.
- Claire Dubois: I would trade my coffee break for it.
- Sara Okafor: With four of us one hour in turn is possible; with three it is not.

# Heat pump maintenance before the season
@ Paweł Kamiński | equipment | 31 | answered done
The heat pump fails every year in the first frost, because maintenance is booked too late.
> Maintain it before the heating season and keep the two usual spare parts on the shelf.
= No cold hall on the first frost day.
! Accepted, contract changed.
! Maintained in time; no failure so far.
* Henrik Larsen: Spare parts are in cabinet B, with a photo.

# Mirrors at the three blind corners
@ Henrik Larsen | safety | 44 | answered done
Three corners between racks are blind; two near misses were reported in a month.
> Convex mirrors at driver’s eye level and a stop line on the floor.
= No near miss at these corners.
! Accepted at once.
! Mirrors and lines are up. One near miss in ten months, at a fourth corner, which has a mirror now.
* Jakub Wiśniewski: The one at rack 12 should be lower. It is lower now, thanks.

# Visitors get a vest with a phone number
@ Zofia Mazur | safety | 19 | answered done
Truck drivers walk into the hall to find somebody to sign.
> Vests at the gate with the dock’s phone number on the back, and a bell at door 1.
= No driver alone in the hall.
! Accepted.
! Forty vests, one bell. Drivers ring.
* Bartosz Wójcik: The bell can be heard at the wrapper. Barely.

# Bike shed with a roof
@ Zofia Mazur | people | 16 | answered done
Twenty-two people come by bike, and in the rain they take the car.
> A roof over the existing stands and two charging points.
= More bikes, fewer cars; the car park is full at seven.
! Accepted with one charging point; the second follows if it is used.
! The roof is up, with one charging point. On rainy days now fifteen bikes instead of four.
- Lukas Hoffmann: Counted 19 bikes today in the sun and 4 yesterday in the rain.
- Katarzyna Król: The city pays a third. The form is due by the end of the quarter.

# Travel expenses by photo
@ Katarzyna Król | office | 38 | answered done
Receipts are glued on paper, scanned and typed in again.
> Photograph the receipt with the phone; the app reads the amount.
= An expense report in ten minutes, paid within a week.
! Accepted for all sites outside China; China keeps its invoice rules.
! Paid within five days on average.
* Zofia Mazur: Even the conference hotel was no problem.

# Audit findings with an owner and a date
@ Ingrid Vos | office | 25 | answered done
Findings from the last audit are in a document that nobody opens.
> Each finding gets an owner and a date, listed on the site board.
= No finding older than its date.
! Accepted. The list is kept by Zofia, and reviewed on the first Monday of the month.
! All twelve have an owner; nine are closed, none is late.
* Henrik Larsen: Seven of the twelve are mine. Fair.

# Water the plants on a rota
@ Matteo Ricci | people | 12 | answered decline
The plants in the office die every winter.
> A rota for watering.
= Living plants.
! Declined as a rule: a rota for plants is one list too many. Zofia has ordered pots that water themselves.
* Zofia Mazur: They are here. The fern has recovered.

# Parking spaces for early shift near the gate
@ Paweł Kamiński | people | 9 | withdrawn
At six in the morning it is dark and the free places are at the far end.
> Reserve fifteen places near the gate until seven.
= A short, lit way to work.
- Henrik Larsen: The lamps at the far end are on order; they come in two weeks.
- Paweł Kamiński: Lamps are up and the way is fine now. I take this back.

# Show repair videos on the warranty card
@ Claire Dubois | service | 2 | new
Customers call about error codes that the Wuxi team has filmed already.
> A QR code on the warranty card that leads to the six videos with subtitles.
= Fewer calls about the six codes.
- 贾楠：前6个视频都有英文字幕，链接可以直接用。

# Defibrillator at the gate, not in the office
@ Henrik Larsen | safety | 1 | new
The office is locked at night, and so is the defibrillator.
> Move it to the gatehouse, which is staffed day and night, and add a sign in the hall.
= Reachable within three minutes at any time.
- Tom Berger: Please do it today and tell me what it costs afterwards.
"""
