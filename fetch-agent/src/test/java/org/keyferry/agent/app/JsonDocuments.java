package org.keyferry.agent.app;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// The types of ours that become JSON or are made of it, by what is handed to Jackson anywhere in
/// the sources.
///
/// A method that hands its own parameter on is watched like one of Jackson's: those who call it say
/// of which type it is. So it does not matter in which package a record stands, nor by how many
/// hands it goes.
final class JsonDocuments extends TreePathScanner<@Nullable Void, @Nullable Void> {

  private static final String OURS = "org.keyferry.";
  private static final String JACKSON = "com.fasterxml.jackson.";

  private final Trees trees;
  private final Elements elements;
  private final Set<Watched> watched = new HashSet<>();
  private final Set<String> found = new TreeSet<>();
  private final Set<String> obscure = new TreeSet<>();

  private JsonDocuments(JavacTask task) {
    this.trees = Trees.instance(task);
    this.elements = task.getElements();
  }

  /// @param sources root of packages
  /// @return names of classes, those of their components included
  /// @throws IllegalStateException if it cannot be told what becomes JSON somewhere
  static Set<String> in(Path sources) throws IOException, ClassNotFoundException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null);
        var all = Files.walk(sources)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none", "-classpath", System.getProperty("java.class.path")),
                  null,
                  files.getJavaFileObjectsFromPaths(
                      all.filter(each -> each.toString().endsWith(".java")).toList()));
      var units = new ArrayList<CompilationUnitTree>();
      task.parse().forEach(units::add);
      task.analyze();
      return new JsonDocuments(task).in(units);
    }
  }

  private Set<String> in(List<CompilationUnitTree> units) throws ClassNotFoundException {
    int before;
    do {
      before = watched.size();
      scan(units, null);
    } while (watched.size() > before);
    if (!obscure.isEmpty()) {
      throw new IllegalStateException("it cannot be told what becomes JSON: " + obscure);
    }
    var whole = new TreeSet<String>();
    for (var name : found) {
      addWithComponents(Class.forName(name), whole);
    }
    return whole;
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void none) {
    if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
      for (var at = 0; at < call.getArguments().size(); at++) {
        if (isWatched(method, at)) {
          look(call.getArguments().get(at));
        }
      }
    }
    return super.visitMethodInvocation(call, null);
  }

  /// Nobody sees what it will be called with.
  @Override
  public @Nullable Void visitMemberReference(MemberReferenceTree reference, @Nullable Void none) {
    if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
      for (var at = 0; at < method.getParameters().size(); at++) {
        if (isWatched(method, at)) {
          tellObscure(reference.toString());
        }
      }
    }
    return super.visitMemberReference(reference, null);
  }

  private boolean isWatched(ExecutableElement method, int parameter) {
    return elements.getPackageOf(method).getQualifiedName().toString().startsWith(JACKSON)
        || watched.contains(new Watched(method, parameter));
  }

  private void look(ExpressionTree argument) {
    var type = trees.getTypeMirror(new TreePath(getCurrentPath(), argument));
    if (!isTold(type)) {
      handedOn(argument).ifPresentOrElse(watched::add, () -> tellObscure(argument.toString()));
    }
  }

  /// Notes the types of ours in it.
  ///
  /// @return false if it may be anything
  private boolean isTold(TypeMirror type) {
    return switch (type.getKind()) {
      case TYPEVAR, WILDCARD -> false;
      case ARRAY -> isTold(((ArrayType) type).getComponentType());
      case DECLARED -> isTold((DeclaredType) type);
      default -> true;
    };
  }

  private boolean isTold(DeclaredType type) {
    var element = (TypeElement) type.asElement();
    if (element.getNestingKind() == NestingKind.ANONYMOUS) {
      return isTold(element.getSuperclass()); // as those of TypeReference
    }
    var name = elements.getBinaryName(element).toString();
    if (name.startsWith(OURS)) {
      found.add(name);
    }
    var told = !name.equals("java.lang.Object");
    for (var each : type.getTypeArguments()) {
      told &= isTold(each) || isObject(each);
    }
    return told;
  }

  /// Maps and lists of whatever JSON has.
  private static boolean isObject(TypeMirror type) {
    return type.toString().equals("java.lang.Object");
  }

  /// The parameter of the enclosing method that the argument is, if it is one.
  private Optional<Watched> handedOn(ExpressionTree argument) {
    var named = trees.getElement(new TreePath(getCurrentPath(), argument));
    return enclosingMethod()
        .filter(method -> method.getParameters().contains(named))
        .map(method -> new Watched(method, method.getParameters().indexOf(named)));
  }

  private Optional<ExecutableElement> enclosingMethod() {
    for (var path = getCurrentPath(); path != null; path = path.getParentPath()) {
      if (path.getLeaf() instanceof MethodTree) {
        return Optional.of((ExecutableElement) trees.getElement(path));
      }
    }
    return Optional.empty();
  }

  private void tellObscure(String expression) {
    obscure.add(
        getCurrentPath().getCompilationUnit().getSourceFile().getName() + ": " + expression);
  }

  private static void addWithComponents(Type type, Set<String> whole) {
    switch (type) {
      case ParameterizedType generic -> {
        addWithComponents(generic.getRawType(), whole);
        for (var each : generic.getActualTypeArguments()) {
          addWithComponents(each, whole);
        }
      }
      case Class<?> each when each.getName().startsWith(OURS) && whole.add(each.getName()) -> {
        if (each.isRecord()) {
          for (var component : each.getRecordComponents()) {
            addWithComponents(component.getGenericType(), whole);
          }
        }
      }
      default -> {}
    }
  }

  /// A parameter that becomes JSON, or says which type JSON is to become.
  private record Watched(ExecutableElement method, int parameter) {}
}
