"""pairing's use cases, by what they are about; `services.pairing.service.Pairing` has them all."""
