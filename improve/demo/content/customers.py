"""Customers on the list of contacts, and the text that they agreed to. All names are made up."""

CONSENT_VERSION = "2026-01"
CONSENT = (
    "我同意贵公司通过电子邮件就产品和服务向我征求意见。我可以随时撤回。\n"
    "I agree to be asked by e-mail about products and services. I can take this back at any time."
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
)
