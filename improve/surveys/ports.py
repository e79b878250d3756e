"""What features above surveys ask for: the answers that `AlertsRaised` names."""

from improve.surveys.alerts.queries import Told, alert_of
from improve.surveys.alerts.queries import told as told_alerts

__all__ = ["Told", "alert_of", "told_alerts"]
