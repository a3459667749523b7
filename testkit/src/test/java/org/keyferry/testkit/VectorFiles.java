package org.keyferry.testkit;

import java.util.SortedMap;
import java.util.TreeMap;

/// The vectors as files: text by name.
final class VectorFiles {

  private final SortedMap<String, String> files = new TreeMap<>();

  private VectorFiles() {}

  /// All vectors of the specification; the same octets for the same keys.
  static SortedMap<String, String> madeWith(ThrowAwayKeys keys) {
    var shop = VectorWorkshop.with(keys);
    var vectors = new VectorFiles();
    new ArrivalVectors(shop, vectors).make();
    new FormVectors(shop, vectors).make();
    new HeaderVectors(shop, vectors).make();
    new SignatureVectors(shop, vectors).make();
    new PayloadVectors(shop, vectors).make();
    new ClaimVectors(shop, vectors).make();
    new AddressVectors(shop, vectors).make();
    new HistoryVectors(shop, vectors).make();
    new KeyVectors(shop, vectors).make();
    return vectors.files;
  }

  void put(String name, VectorDraft draft, String statement) {
    if (files.put(name + ".txt", draft.text(statement)) != null) {
      throw new IllegalStateException("two vectors are called " + name);
    }
  }
}
