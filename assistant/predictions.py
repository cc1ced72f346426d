"""Predictions."""

from shared.api.endpoint import Access, Request, endpoint
from shared.views.predictions import PredictionsView


@endpoint(access=Access.SELF)
def get_predictions(request: Request) -> PredictionsView:
    """Get the hours that are expected of today and the coming seven days."""
    return request.services.get_prediction_service().predict(
        request.user_id, accept_language=request.accept_language
    )
