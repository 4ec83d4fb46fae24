"""Errors that reach a user: one base, rendered by one handler, never echoing what was typed."""

from __future__ import annotations


class LobkeError(Exception):
    """Base of the errors a client may see.

    `status` is the HTTP status, `code` a stable name for programs, `sentence` a kind Dutch
    sentence for people.
    """

    status = 500
    code = "internal_error"
    sentence = "Er gaat iets mis bij ons. Probeer het straks nog een keer."


class NotFoundError(LobkeError):
    """The thing asked for does not exist, or not for this caller: the two look the same."""

    status = 404
    code = "not_found"
    sentence = "Dit bestaat niet (meer)."


class NotAllowedError(LobkeError):
    """A channel that shows transcripts was used without its token."""

    status = 401
    code = "token_required"
    sentence = "Hiervoor is een geheime sleutel nodig."


class BodyTooLargeError(LobkeError):
    """The request body is larger than any message can be. Raised before it is read."""

    status = 413
    code = "body_too_large"
    sentence = "Dit bericht is te groot. Maak het korter."


class InvalidRequestError(LobkeError):
    """The request does not have the form that docs/api.md describes."""

    status = 422
    code = "invalid_request"
    sentence = "Dit verzoek klopt niet. Kijk in de uitleg op /docs."


class StoreUnavailableError(LobkeError):
    """The conversation store cannot be written now. Nothing was kept in memory instead."""

    status = 503
    code = "store_unavailable"
    sentence = "Ik kan nu niets bewaren. Stuur je bericht zo nog een keer."
