"""Customers on the list of contacts, and the text that they agreed to. All names are made up."""

from improve.core.localized import Localized

CONSENT_VERSION = "2026-01"
CONSENT = (
    "我同意贵公司通过电子邮件就产品和服务向我征求意见。我可以随时撤回。\n"
    "I agree to be asked by e-mail about products and services. I can take this back at any time."
)
NOTICE = Localized(
    zh_Hans=(
        "一、谁在处理\n个人信息处理者是青禾电器，地址为无锡市示例路1号。个人信息保护方面的问题请联系服务部：privacy@example.com。\n\n"
        "二、处理哪些信息、为了什么\n我们处理您在问卷中填写的答案，用于改进产品和服务，不用于其他目的。不填写选填题不影响您获得服务。\n\n"
        "三、依据\n我们根据您的同意处理上述信息，您可以随时撤回同意。\n\n"
        "四、保存和提供\n答案保存在公司自己的服务器上，不委托他人处理，不向境外提供。保存期限见问卷第一页。\n\n"
        "五、您的权利\n您可以查阅、复制、更正、删除您的个人信息。匿名答卷无法与您对应，提交页给您的链接可在问卷结束前修改或撤回答卷。"
    ),
    en=(
        "1. Who processes\nThe personal information handler is Qinghe Appliances, 1 Example Road, Wuxi. Questions go to the "
        "service department: privacy@example.com.\n\n"
        "2. What and what for\nWe process what you answer in order to improve products and service, and for nothing else. "
        "Leaving optional questions out has no effect on the service you get.\n\n"
        "3. Basis\nWe process it with your consent, which you can take back at any time.\n\n"
        "4. Where and how long\nAnswers are stored on the company’s own servers; nobody processes them on our behalf, and they do "
        "not leave mainland China. The first page of a survey says how long they are kept.\n\n"
        "5. Your rights\nYou can have your personal information shown, copied, corrected and deleted. Nothing leads from you to "
        "an anonymous answer; the link on the last page changes or withdraws it until the survey closes."
    ),
)
# Name, language, city, product; the address is made of the place in the list.
CUSTOMERS = (
    ("王芳", "zh_Hans", "无锡", "冰箱"),
    ("李强", "zh_Hans", "无锡", "洗衣机"),
    ("张敏", "zh_Hans", "苏州", "冰箱"),
    ("刘洋", "zh_Hans", "苏州", "空调"),
    ("陈静", "zh_Hans", "南京", "冰箱"),
    ("杨帆", "zh_Hans", "南京", "洗衣机"),
    ("赵磊", "zh_Hans", "上海", "空调"),
    ("黄丽", "zh_Hans", "上海", "冰箱"),
    ("周杰", "zh_Hans", "杭州", "冰箱"),
    ("吴桐", "zh_Hans", "杭州", "洗衣机"),
    ("徐娜", "zh_Hans", "无锡", "空调"),
    ("孙浩", "zh_Hans", "苏州", "冰箱"),
    ("马超", "zh_Hans", "上海", "洗衣机"),
    ("朱琳", "zh_Hans", "南京", "空调"),
    ("胡军", "zh_Hans", "杭州", "冰箱"),
    ("林晓", "zh_Hans", "上海", "冰箱"),
    ("Anna Keller", "en", "Shanghai", "Fridge"),
    ("Tom Baker", "en", "Suzhou", "Washing machine"),
    ("Maria Rossi", "en", "Shanghai", "Air conditioner"),
    ("James Lee", "en", "Wuxi", "Fridge"),
    ("何佳", "zh_Hans", "无锡", "冰箱"),
    ("郭涛", "zh_Hans", "苏州", "洗衣机"),
    ("高翔", "zh_Hans", "南京", "冰箱"),
    ("罗琴", "zh_Hans", "杭州", "空调"),
    ("梁宇", "zh_Hans", "上海", "冰箱"),
    ("宋洁", "zh_Hans", "无锡", "洗衣机"),
    ("唐俊", "zh_Hans", "苏州", "冰箱"),
    ("许慧", "zh_Hans", "南京", "空调"),
    ("邓凯", "zh_Hans", "杭州", "冰箱"),
    ("冯雪", "zh_Hans", "上海", "洗衣机"),
    ("程峰", "zh_Hans", "无锡", "冰箱"),
    ("曹颖", "zh_Hans", "苏州", "空调"),
    ("Sophie Martin", "en", "Shanghai", "Fridge"),
    ("David Cohen", "en", "Nanjing", "Washing machine"),
    ("Ewa Nowak", "en", "Hangzhou", "Fridge"),
    ("Peter Hansen", "en", "Suzhou", "Air conditioner"),
)
