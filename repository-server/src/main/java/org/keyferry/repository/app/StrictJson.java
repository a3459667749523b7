package org.keyferry.repository.app;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.AnnotationIntrospectorPair;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import org.jspecify.annotations.Nullable;

/// Refuses missing, null, unknown and repeated members, other types than the protocol has, and
/// anything behind the document, so that no class behind it has to look for them. A member whose
/// type is `@Nullable` may be missing or null.
@Singleton
class StrictJson implements ObjectMapperCustomizer {

  static final int DEEPEST = 16;
  static final int LONGEST_TEXT = 128 * 1024;
  static final int LONGEST_NUMBER = 32;

  @Override
  public void customize(ObjectMapper mapper) {
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxStringLength(LONGEST_TEXT)
                .maxNumberLength(LONGEST_NUMBER)
                .build());
    mapper.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    mapper.enable(
        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
    mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    refuseCoercions(mapper);
    mapper.setAnnotationIntrospector(
        AnnotationIntrospectorPair.pair(
            new WhatMayBeMissing(), mapper.getDeserializationConfig().getAnnotationIntrospector()));
  }

  /// `5` is not `"5"`, and `"true"` is not `true`.
  @SuppressWarnings("deprecation") // the builder that replaces it is not in reach of a customizer
  private static void refuseCoercions(ObjectMapper mapper) {
    mapper.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
    mapper
        .coercionConfigFor(LogicalType.Textual)
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    mapper
        .coercionConfigFor(LogicalType.DateTime)
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
  }

  /// Reads from the types of the protocol what may be missing.
  private static final class WhatMayBeMissing extends NopAnnotationIntrospector {

    private static final long serialVersionUID = 1;

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
      var type = typeOf(member);
      return type == null ? null : !mayBeMissing(type);
    }

    @Override
    public JsonSetter.Value findSetterInfo(Annotated member) {
      var type = typeOf(member);
      if (type == null) {
        return JsonSetter.Value.empty();
      }
      return mayBeMissing(type)
          ? JsonSetter.Value.forContentNulls(Nulls.FAIL)
          : JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL);
    }

    private static boolean mayBeMissing(AnnotatedType type) {
      return type.isAnnotationPresent(Nullable.class);
    }

    private static @Nullable AnnotatedType typeOf(Annotated member) {
      return switch (member) {
        case AnnotatedParameter parameter
            when parameter.getOwner().getAnnotated() instanceof Executable creator ->
            creator.getAnnotatedParameterTypes()[parameter.getIndex()];
        case AnnotatedField field when field.getDeclaringClass().isRecord() ->
            field.getAnnotated().getAnnotatedType();
        default -> null;
      };
    }
  }
}
