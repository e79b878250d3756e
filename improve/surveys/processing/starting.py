"""Texts to begin a data-processing notice with: ours, no lawyer's. What stands in 【】 is to be filled in or removed; as
long as any is left the text cannot be published.

They follow the duties to inform of the Chinese Personal Information Protection Law (articles 14, 17, 44 to 47 and 50)
and of the General Data Protection Regulation (articles 13, 15 to 18, 21 and 77).
"""

from __future__ import annotations

from improve.core.localized import Localized

OPEN, CLOSE = "【", "】"

_PIPL = Localized(
    zh_Hans="""【起始文本：请律师审阅后删除本行】
一、谁在处理
个人信息处理者是【公司全称】，地址为【地址】。个人信息保护方面的问题请联系【负责人或部门、电话、邮箱】。

二、处理哪些信息、为了什么
我们处理您在本问卷中填写的答案，以及问卷第一页所说明的其他信息，用于【目的，例如改进上门维修服务】。我们不会将其用于与此无关的目的。不填写选填题不影响您获得服务。

三、依据
我们根据您的同意处理上述信息（《个人信息保护法》第十三条第一款第一项）。您可以随时撤回同意；撤回之前已经进行的处理仍然有效。【如涉及敏感个人信息：写明必要性及对您权益的影响，并取得单独同意。】

四、保存多久
保存期限见问卷第一页；未写明的，保存至问卷删除为止。期限届满后，答案会被删除，或去掉能指向个人的内容。

五、提供给谁
答案保存在【存放地点】。【受托处理的单位；没有请写“不委托他人处理”。】【是否向境外提供；没有请写“不向境外提供”。】

六、您的权利
您可以查阅、复制、更正、补充、删除您的个人信息，要求我们解释处理规则，也可以要求转移。请使用上面的联系方式。匿名答卷无法与您对应，因此提交后我们无法找到它；提交页给您的链接可在问卷结束前修改或撤回答卷。您也可以向履行个人信息保护职责的部门投诉、举报。""",
    en="""【Starting point: have a lawyer read this, then remove this line】
1. Who processes
The personal information handler is 【full name of the company】, 【address】. For questions about personal information contact 【person or department, telephone, e-mail】.

2. What we process and what for
We process what you answer in this survey, and what its first page says, for 【purpose, for example to improve our repair visits】, and for nothing unrelated to it. Leaving optional questions out has no effect on the service you get.

3. Basis
We process it on the basis of your consent (Personal Information Protection Law, article 13 (1) no. 1). You can take your consent back at any time; what was processed before stays lawful. 【Where sensitive personal information is asked for: why it is necessary, what it means for you, and a separate consent.】

4. How long
The first page of the survey says how long; where it says nothing, until the survey is deleted. After that your answers are deleted, or lose what could lead to you.

5. Who receives it
Your answers are stored in 【place】. 【Who processes on our behalf; if nobody: “Nobody processes it on our behalf.”】 【Whether it leaves mainland China; if not: “It does not leave mainland China.”】

6. Your rights
You can have your personal information shown, copied, corrected, completed, deleted and transferred, and our rules explained; please use the contact above. Nothing leads from you to an anonymous answer, so we cannot find it once it is sent; the link on the last page changes or withdraws it until the survey closes. You can also complain to the authorities that protect personal information.""",
)

_GDPR = Localized(
    zh_Hans="""【起始文本：请律师审阅后删除本行】
一、控制者
控制者为【公司全称和地址】，联系方式：【电话、邮箱】。【数据保护官的联系方式；没有请删除。】【欧盟代表；没有请删除。】

二、目的与依据
我们处理您在本问卷中填写的答案，以及问卷第一页所说明的其他数据，用于【目的】。依据是您的同意（《通用数据保护条例》第6条第1款a项）【或我们的正当利益（第6条第1款f项）：写明是什么利益】。是否填写由您自愿决定，不填写没有不利后果。我们不作自动化决策。

三、接收方
【受托处理者；没有请写“无”。】【是否传输到欧洲经济区以外及其保障措施；没有请写“不传输到欧洲经济区以外”。】

四、保存多久
保存期限见问卷第一页；未写明的，保存至问卷删除为止。

五、您的权利
您有权查阅、更正、删除、限制处理和携带您的数据；以正当利益为依据的，您有权反对。您可以随时撤回同意，撤回之前的处理仍然合法。请使用上面的联系方式。匿名答卷无法与您对应，因此提交后我们无法找到它；提交页给您的链接可在问卷结束前修改或撤回答卷。您有权向监管机构投诉，例如【主管监管机构】。""",
    en="""【Starting point: have a lawyer read this, then remove this line】
1. Controller
The controller is 【full name and address of the company】, 【telephone, e-mail】. 【Contact of the data protection officer; remove if there is none.】 【Representative in the Union; remove if there is none.】

2. Purpose and legal basis
We process what you answer in this survey, and what its first page says, for 【purpose】. The basis is your consent (GDPR, article 6 (1) (a)) 【or our legitimate interest (article 6 (1) (f)): say which】. You answer of your own free will; not answering has no disadvantage. No decision is made by a machine.

3. Recipients
【Processors; if there are none: “None.”】 【Whether data leave the European Economic Area, and with which safeguards; if not: “They do not leave the European Economic Area.”】

4. How long
The first page of the survey says how long; where it says nothing, until the survey is deleted.

5. Your rights
You have the right to access, rectification, erasure, restriction and portability of your data and, where we rely on a legitimate interest, to object. You can withdraw your consent at any time; what was processed before stays lawful. Please use the contact above. Nothing leads from you to an anonymous answer, so we cannot find it once it is sent; the link on the last page changes or withdraws it until the survey closes. You can complain to a supervisory authority, for example 【competent authority】.""",
)

TEXTS = {"pipl": _PIPL, "gdpr": _GDPR}
