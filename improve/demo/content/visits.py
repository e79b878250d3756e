"""The survey after a repair visit: its texts, and what customers wrote, by season and class. Each comment once.

Seasons: `before` the slots were widened to half days, during the half-day `slots`, and `after` slots were confirmed
by text message.
"""

from __future__ import annotations

from improve.core.localized import Localized

TITLE = Localized(zh_Hans="上门维修回访", en="Repair visit")
INTRO = Localized(
    zh_Hans="您好！不久前我们的师傅上门为您服务。两个小问题，大约1分钟。",
    en="One of our technicians visited you recently. Two short questions, about a minute.",
)
PRIVACY = Localized(
    zh_Hans="回答只用于改进服务，维修师傅看不到单份回答。",
    en="Answers are used to improve our service; technicians do not see single answers.",
)
QUESTION = Localized(
    zh_Hans="您有多大可能向亲友推荐青禾的维修服务？",
    en="How likely are you to recommend our repair service to friends?",
)
# The field that the link carries: `?area=north`.
AREA = "area"
AREA_NAME = Localized(zh_Hans="服务区域", en="Service area")
METRIC_CODE = "CC-NPS"
METRIC = Localized(zh_Hans="维修回访净推荐值", en="Recommendation after repair visits")
METRIC_UNIT = Localized(zh_Hans="分", en="points")
KEYWORDS = "投诉\n退款\n漏水\n乱收费\nrefund*\ncomplain*\nleak*"

COMMENTS: dict[str, dict[str, dict[str, str]]] = {
    "before": {
        "high": {
            "zh_Hans": """
师傅准时到，十五分钟就修好了排水。
说好十点就十点，进门先套鞋套。
师傅把换下来的零件拿给我看，讲得很清楚。
比我想的便宜，没有乱收费。
洗衣机用了六年第一次修，态度很好。
修完还教我怎么清滤网，很实在。
当天报修第二天上午就来了。
客服把我的情况都记下来了，师傅不用我再讲一遍。
""",
            "en": """
On time, quick, and he cleaned up behind him.
The technician explained what had failed and why.
Two-hour slot, arrived in the first half hour.
Fixed at the first visit. That is all I want.
""",
        },
        "middle": {
            "zh_Hans": """
修是修好了，就是上门费解释得不太清楚。
预约电话等了挺久才接通。
师傅手艺可以，来之前没有打电话。
换的门封条颜色和原来略有差别。
服务不错，希望周末也能约到。
""",
            "en": """
Good repair, but nobody told me about the travel fee.
Fine. I had to send the serial number three times.
""",
        },
        "low": {
            "zh_Hans": """
第一次没带配件，又等了四天。
修好两天又漏水，重新报修要再排队。
问了三个人，每个人说的保修期都不一样。
师傅说要换主板，后来才知道只是插头松了。
电话转了三次才有人管。
上门前改了两次时间，都没提前说。
""",
            "en": """
The part was missing, so I took a second day off.
Still noisy. I was told that this is normal for the model.
Waited ten days for an appointment, with a dead dryer and two small children.
""",
        },
    },
    "slots": {
        "high": {
            "zh_Hans": """
等是等了一会儿，但师傅手艺没得说。
师傅下班时间还赶过来，很感动。
冰箱一次修好，还帮忙把后面的灰清了。
客服主动打电话道歉，态度很诚恳。
老师傅经验足，听声音就知道哪里坏了。
修得快，价格也公道。
师傅很有礼貌，小孩在家也很放心。
电话里先教我重启，不用上门就好了。
""",
            "en": """
Great technician. Please tell him so.
Solved on the phone, no visit needed.
Arrived at the very end of the half day, but did a careful job.
Friendly, and he brought the right pump.
""",
        },
        "middle": {
            "zh_Hans": """
“上午”到底是几点？能不能再细一点。
修得可以，就是一上午不敢出门。
师傅人很好，预约方式不如以前。
等到十一点五十才来，好在修好了。
打电话问几点到，客服也说不清。
一次修好，但请了半天假。
希望来之前半小时打个电话。
以前两小时一段的方式挺好，为什么改了？
""",
            "en": """
“Morning” is not an appointment.
Good repair, but I lost half a day of work.
Could the technician call half an hour before?
""",
        },
        "low": {
            "zh_Hans": """
说上午来，等到中午一点，请假都白请了。
从八点等到十二点，最后说改下午。
在家等了一天，师傅说来过没人，我根本没出门。
约的上午，下午三点才打电话问我在不在。
打了四个电话问师傅到哪了，没一个人知道。
大时段完全没法安排，老人一直坐在门口等。
以前准得很，现在全靠猜。
半天的时段，对上班的人来说就是一整天。
师傅来的时候我刚去接孩子，结果算我爽约。
改约要重新排队三天，这是什么规定？
上午没来，下午也没来，第二天才有人解释。
客服只会说“师傅正在路上”。
修理费不贵，请假扣的钱更贵。
等了四个小时，修了十分钟。
早上七点五十就打电话叫我马上回家。
两次约好都没来，第三次才修上。
你们的时间是时间，客户的时间就不是？
明明写着下午，晚上七点才到，打扰全家吃饭。
投诉以后回复“已收到”，然后没有下文。
师傅抱怨一天排了九家，他也没办法。
约了“上午”，邻居家同一个师傅却是十点准时到。
因为不知道几点来，我把老人一个人留在家等。
""",
            "en": """
I waited from eight to one and then a mail said “tomorrow”.
Nobody could tell me when he would come. Four calls.
The old two-hour slots worked. Why change them?
They came when I had left for school pick-up and charged me for it.
Half a day for a ten-minute job.
“Between 8 and 12” became ten past one.
Second appointment missed. I bought a different brand.
""",
        },
    },
    "after": {
        "high": {
            "zh_Hans": """
前一天就收到短信，两小时一段，师傅准点到。
回复1就确认了，太方便了。
时间说得准，我可以先去买菜再回来。
改约只要回一条短信，不用再打电话排队。
比上次好太多，终于不用傻等了。
短信里写了师傅姓名和电话，很放心。
十点到十二点，十点二十敲的门。
家里老人收不了短信，客服专门打了电话。
师傅到之前还打电话确认了楼号。
配件一次带齐，一趟修好。
上次等了半天，这次只等了十分钟。
维修师傅专业，时间也靠谱。
短信提醒我先把冰箱断电，准备得很周到。
这次体验让我愿意继续买青禾。
孩子午睡的时间避开了，因为可以自己选时段。
师傅把用过的废件带走了，地面也擦了。
一年内第二次报修，记录都在，不用再说一遍。
晚上的时段对上班族太友好了。
从报修到修好不到二十四小时。
师傅晚到十五分钟，提前发了短信说明。
客服把我加急排到了当天下午。
安装和维修是同一位师傅，熟门熟路。
态度好、收费明白、发票当场就开。
预约、短信、上门，一路都清清楚楚。
""",
            "en": """
Text the evening before, at the door within the two hours. Perfect.
I moved the visit with one reply to the text.
Name and phone number of the technician in the message: very reassuring.
So much better than the guessing game of last time.
He was fifteen minutes late and said so before I noticed.
One visit, right part, done.
I could bring my daughter to school and be back in time.
The evening slot saved my week.
Clear invoice, clean floor, quiet machine.
The same technician as last year. He remembered the model.
""",
        },
        "middle": {
            "zh_Hans": """
时间准了，希望配件也能一次带齐。
短信很好，但链接点不开，还是打了电话。
两小时内到了，修完还有一点响声。
服务好，保外的价格有点高。
短信没写楼层，师傅走错了一栋。
预约方便，周末的时段太少。
准时，但是没有带鞋套。
修好了，发票第二天才收到。
提前一天确认很好，如果能看到师傅在哪就更好了。
换件要等三天，其他都满意。
老型号的配件越来越难等。
师傅很赶时间，没来得及试机。
""",
            "en": """
On time now. The part still took four days.
Good, though the text was only in Polish first.
Fine visit, slightly pricey out of warranty.
I would like to see where the technician is.
The message came late in the evening.
""",
        },
        "low": {
            "zh_Hans": """
修了三次还是漏水，时间再准也没用。
保外换一个阀要三百多，太贵。
确认了短信，师傅还是没来，说车坏了。
换上的配件两周又坏了。
没有告诉我要自己先把嵌入柜拆开，白跑一趟。
电话里说不收上门费，来了又要收。
师傅说不会修这个型号，要另外派人。
等配件等了十一天，冰箱里的东西全坏了。
回复2改约，结果两个时间都派了人。
修好以后噪音比以前还大。
说好打电话给老人，结果发的是短信。
维修单上的故障写错了，下次保修怎么算？
""",
            "en": """
Third visit for the same leak. Being on time does not fix it.
The replacement valve costs half a new machine.
I confirmed the slot and the van broke down. No second text.
Eleven days for a thermostat.
The technician did not know this model.
""",
        },
    },
}


def comments(season: str, group: str, language: str) -> list[str]:
    """What customers of that class wrote in that season and language."""
    return COMMENTS[season][group][language].strip().splitlines()
