package org.keyferry.cryptoki;

/// The numbers of PKCS#11 3.1 that we use, under its own names: `CKA_` attributes, `CKM_`
/// mechanisms, `CKO_` classes, `CKK_` key types, `CKF_` flags, `CKR_` return values.
public final class Pkcs11 {

  public static final long CKU_USER = 1;

  public static final long CKF_RW_SESSION = 0x2;
  public static final long CKF_SERIAL_SESSION = 0x4;
  public static final long CKF_OS_LOCKING_OK = 0x2;
  public static final long CKF_USER_PIN_INITIALIZED = 0x8;
  public static final long CKF_TOKEN_INITIALIZED = 0x400;
  public static final long CKF_USER_PIN_FINAL_TRY = 0x20000;
  public static final long CKF_USER_PIN_LOCKED = 0x40000;

  public static final long CKO_PUBLIC_KEY = 2;
  public static final long CKO_PRIVATE_KEY = 3;
  public static final long CKO_SECRET_KEY = 4;

  public static final long CKK_RSA = 0x0;
  public static final long CKK_EC = 0x3;
  public static final long CKK_GENERIC_SECRET = 0x10;
  public static final long CKK_AES = 0x1F;

  public static final long CKA_CLASS = 0x0;
  public static final long CKA_TOKEN = 0x1;
  public static final long CKA_PRIVATE = 0x2;
  public static final long CKA_LABEL = 0x3;
  public static final long CKA_VALUE = 0x11;
  public static final long CKA_KEY_TYPE = 0x100;
  public static final long CKA_ID = 0x102;
  public static final long CKA_SENSITIVE = 0x103;
  public static final long CKA_ENCRYPT = 0x104;
  public static final long CKA_DECRYPT = 0x105;
  public static final long CKA_WRAP = 0x106;
  public static final long CKA_UNWRAP = 0x107;
  public static final long CKA_SIGN = 0x108;
  public static final long CKA_VERIFY = 0x10A;
  public static final long CKA_DERIVE = 0x10C;
  public static final long CKA_MODULUS = 0x120;
  public static final long CKA_MODULUS_BITS = 0x121;
  public static final long CKA_PUBLIC_EXPONENT = 0x122;
  public static final long CKA_VALUE_LEN = 0x161;
  public static final long CKA_EXTRACTABLE = 0x162;
  public static final long CKA_MODIFIABLE = 0x170;
  public static final long CKA_DESTROYABLE = 0x172;
  public static final long CKA_EC_PARAMS = 0x180;
  public static final long CKA_EC_POINT = 0x181;
  public static final long CKA_WRAP_TEMPLATE = 0x40000211L;
  public static final long CKA_UNWRAP_TEMPLATE = 0x40000212L;
  public static final long CKA_ALLOWED_MECHANISMS = 0x40000600L;
  public static final long CKA_NSS_DB =
      0xD5A0DB00L; // of NSS: the public point of an EC private key

  public static final long CKM_RSA_PKCS_KEY_PAIR_GEN = 0x0;
  public static final long CKM_RSA_X_509 = 0x3;
  public static final long CKM_RSA_PKCS_OAEP = 0x9;
  public static final long CKM_RSA_PKCS_PSS = 0xD;
  public static final long CKM_SHA256_RSA_PKCS = 0x40;
  public static final long CKM_SHA_1 = 0x220;
  public static final long CKM_SHA256 = 0x250;
  public static final long CKM_SHA256_HMAC = 0x251;
  public static final long CKM_GENERIC_SECRET_KEY_GEN = 0x350;
  public static final long CKM_EC_KEY_PAIR_GEN = 0x1040;
  public static final long CKM_ECDSA = 0x1041;
  public static final long CKM_AES_KEY_GEN = 0x1080;
  public static final long CKM_AES_KEY_WRAP_PAD = 0x210A; // what PKCS#11 2.40 called RFC 5649
  public static final long CKM_AES_KEY_WRAP_KWP = 0x210B;

  public static final long CKG_MGF1_SHA1 = 1;
  public static final long CKG_MGF1_SHA256 = 2;
  public static final long CKZ_DATA_SPECIFIED = 1;

  public static final long CKR_OK = 0x0;
  public static final long CKR_HOST_MEMORY = 0x2;
  public static final long CKR_GENERAL_ERROR = 0x5;
  public static final long CKR_FUNCTION_FAILED = 0x6;
  public static final long CKR_ATTRIBUTE_VALUE_INVALID = 0x13;
  public static final long CKR_DEVICE_ERROR = 0x30;
  public static final long CKR_DEVICE_MEMORY = 0x31;
  public static final long CKR_DEVICE_REMOVED = 0x32;
  public static final long CKR_FUNCTION_CANCELED = 0x50;
  public static final long CKR_MECHANISM_INVALID = 0x70;
  public static final long CKR_PIN_INCORRECT = 0xA0;
  public static final long CKR_PIN_INVALID = 0xA1;
  public static final long CKR_PIN_LEN_RANGE = 0xA2;
  public static final long CKR_PIN_EXPIRED = 0xA3;
  public static final long CKR_PIN_LOCKED = 0xA4;
  public static final long CKR_SESSION_CLOSED = 0xB0;
  public static final long CKR_SESSION_HANDLE_INVALID = 0xB3;
  public static final long CKR_TOKEN_NOT_PRESENT = 0xE0;
  public static final long CKR_TOKEN_NOT_RECOGNIZED = 0xE1;
  public static final long CKR_USER_ALREADY_LOGGED_IN = 0x100;
  public static final long CKR_WRAPPED_KEY_LEN_RANGE = 0x112;
  public static final long CKR_CRYPTOKI_NOT_INITIALIZED = 0x190;
  public static final long CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x191;

  private Pkcs11() {}

  /// As the standard writes it, for people who will search for it.
  public static String nameOf(long returnValue) {
    return switch ((int) returnValue) {
      case 0x3 -> "CKR_SLOT_ID_INVALID";
      case 0x5 -> "CKR_GENERAL_ERROR";
      case 0x6 -> "CKR_FUNCTION_FAILED";
      case 0x7 -> "CKR_ARGUMENTS_BAD";
      case 0x10 -> "CKR_ATTRIBUTE_READ_ONLY";
      case 0x11 -> "CKR_ATTRIBUTE_SENSITIVE";
      case 0x12 -> "CKR_ATTRIBUTE_TYPE_INVALID";
      case 0x13 -> "CKR_ATTRIBUTE_VALUE_INVALID";
      case 0x30 -> "CKR_DEVICE_ERROR";
      case 0x31 -> "CKR_DEVICE_MEMORY";
      case 0x32 -> "CKR_DEVICE_REMOVED";
      case 0x54 -> "CKR_FUNCTION_NOT_SUPPORTED";
      case 0x40 -> "CKR_ENCRYPTED_DATA_INVALID";
      case 0x60 -> "CKR_KEY_HANDLE_INVALID";
      case 0x63 -> "CKR_KEY_TYPE_INCONSISTENT";
      case 0x68 -> "CKR_KEY_FUNCTION_NOT_PERMITTED";
      case 0x69 -> "CKR_KEY_NOT_WRAPPABLE";
      case 0x6A -> "CKR_KEY_UNEXTRACTABLE";
      case 0x70 -> "CKR_MECHANISM_INVALID";
      case 0x71 -> "CKR_MECHANISM_PARAM_INVALID";
      case 0x82 -> "CKR_OBJECT_HANDLE_INVALID";
      case 0xA0 -> "CKR_PIN_INCORRECT";
      case 0xA1 -> "CKR_PIN_INVALID";
      case 0xA2 -> "CKR_PIN_LEN_RANGE";
      case 0xA3 -> "CKR_PIN_EXPIRED";
      case 0xA4 -> "CKR_PIN_LOCKED";
      case 0xB1 -> "CKR_SESSION_COUNT";
      case 0xB3 -> "CKR_SESSION_HANDLE_INVALID";
      case 0xC0 -> "CKR_SIGNATURE_INVALID";
      case 0xC1 -> "CKR_SIGNATURE_LEN_RANGE";
      case 0xD0 -> "CKR_TEMPLATE_INCOMPLETE";
      case 0xD1 -> "CKR_TEMPLATE_INCONSISTENT";
      case 0xE0 -> "CKR_TOKEN_NOT_PRESENT";
      case 0xE1 -> "CKR_TOKEN_NOT_RECOGNIZED";
      case 0xF0 -> "CKR_UNWRAPPING_KEY_HANDLE_INVALID";
      case 0x100 -> "CKR_USER_ALREADY_LOGGED_IN";
      case 0x101 -> "CKR_USER_NOT_LOGGED_IN";
      case 0x110 -> "CKR_WRAPPED_KEY_INVALID";
      case 0x112 -> "CKR_WRAPPED_KEY_LEN_RANGE";
      case 0x113 -> "CKR_WRAPPING_KEY_HANDLE_INVALID";
      case 0x150 -> "CKR_BUFFER_TOO_SMALL";
      case 0x190 -> "CKR_CRYPTOKI_NOT_INITIALIZED";
      case 0x191 -> "CKR_CRYPTOKI_ALREADY_INITIALIZED";
      default -> "CKR 0x" + Long.toHexString(returnValue);
    };
  }
}
