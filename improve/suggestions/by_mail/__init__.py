"""Ideas and replies by e-mail.

From is what a sender claims. So an idea that comes by mail is a draft of the person with that address, who confirms
it with one press after signing in, unless our own mail server vouches for the sender
(`MAIL_IN_AUTHENTICATED_BY`, see `improve.core.mail.trust`): then it is handed in at once.

Mails about an idea carry a Reply-To of their own for each reader. A reply to it is a comment of that reader if it
also comes from the reader's address: who was forwarded the mail has the one, a forger has the other.
"""
