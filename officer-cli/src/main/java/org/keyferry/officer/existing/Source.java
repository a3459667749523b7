package org.keyferry.officer.existing;

/// Who made the files, as far as their layout tells.
public enum Source {
  CERTBOT("certbot"),
  ACME_SH("acme.sh"),
  LEGO("lego"),
  CERT_WARDEN("Cert Warden"),
  PKCS12("PKCS#12"),
  FILES("files");

  private final String title;

  Source(String title) {
    this.title = title;
  }

  @Override
  public String toString() {
    return title;
  }
}
