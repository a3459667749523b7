package org.keyferry.repository.app.command;

import org.keyferry.custody.CustodyFailure;
import org.keyferry.repository.app.Handover;
import org.keyferry.repository.app.StartRefused;

/// How a command ended, for scripts.
enum ExitCode {
  OK(0),
  FAILED(1),
  USAGE(2),
  MODULE_UNUSABLE(10),
  TOKEN_NOT_FOUND(11),
  TOKEN_NOT_INITIALIZED(12),
  PIN_REFUSED(13),
  CEREMONY_MISSING(14),
  MODULE_LEAKS(15),
  TOKEN_UNAVAILABLE(16),
  OFFICERS_PRESENT(17),
  HSM_CAME_BACK(Handover.HSM_CAME_BACK),
  CONFIGURATION(20),
  PORT_IN_USE(21),
  DATABASE(22),
  FILE(23),
  AUDIT_BROKEN(24),
  CLOCK_BEHIND(25);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static ExitCode of(StartRefused refusal) {
    return switch (refusal.reason()) {
      case FOUNDING -> CEREMONY_MISSING;
      case CLOCK -> CLOCK_BEHIND;
    };
  }

  static ExitCode of(CustodyFailure failure) {
    return switch (failure) {
      case CustodyFailure.ModuleMissing _,
          CustodyFailure.NotPkcs11 _,
          CustodyFailure.ModuleRefused _,
          CustodyFailure.ModuleUnfit _ ->
          MODULE_UNUSABLE;
      case CustodyFailure.TokenNotFound _ -> TOKEN_NOT_FOUND;
      case CustodyFailure.TokenNotInitialized _ -> TOKEN_NOT_INITIALIZED;
      case CustodyFailure.PinMissing _, CustodyFailure.PinRefused _ -> PIN_REFUSED;
      case CustodyFailure.TokenNotPrepared _ -> CEREMONY_MISSING;
      case CustodyFailure.ModuleLeaksKeys _,
          CustodyFailure.KeyTooWeak _,
          CustodyFailure.KeyAmbiguous _ ->
          MODULE_LEAKS;
      case CustodyFailure.TokenUnavailable _,
          CustodyFailure.TamperedRecord _,
          CustodyFailure.KeyMismatch _,
          CustodyFailure.RecipientRefused _,
          CustodyFailure.ImportUnavailable _,
          CustodyFailure.KeyRefused _ ->
          TOKEN_UNAVAILABLE;
    };
  }
}
