"""okr's use cases, by what they are about; `services.okr.service.Okr` has them all."""
