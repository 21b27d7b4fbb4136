using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace GpioHub.House.Tests.Folders;

/// <summary>Which folder of a project names a type of which other folder of it, read from what the compiler made of it.</summary>
/// <remarks>Read from signatures, bodies and attributes. A constant leaves its value behind and no name: alone it makes no edge.</remarks>
internal static partial class CompiledFolders
{
    /// <summary>The edges of one project, its own folder being ".".</summary>
    /// <param name="project">Its folder below the repository's root, for example src/Actors.</param>
    /// <param name="assembly">What was built of it.</param>
    /// <returns>For each folder the folders it needs, each with one pair of types that shows why.</returns>
    public static SortedDictionary<string, SortedDictionary<string, string>> EdgesOf(string project, string assembly)
    {
        var folders = FoldersOfTypes(project);
        var edges = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        foreach (string folder in folders.Values) edges.TryAdd(folder, new SortedDictionary<string, string>(StringComparer.Ordinal));
        using var module = ModuleDefinition.ReadModule(assembly);
        foreach (var type in module.Types.Where(type => folders.ContainsKey(type.FullName)))
            foreach (var named in Named(type).Where(named => named.Scope == module))
                if (folders.TryGetValue(Outermost(named).FullName, out string? to) && to != folders[type.FullName])
                    edges[folders[type.FullName]].TryAdd(to, $"{type.Name} → {Outermost(named).Name}");
        return edges;
    }

    /// <summary>Where each type that is no part of another is written.</summary>
    private static Dictionary<string, string> FoldersOfTypes(string project)
    {
        var found = new Dictionary<string, string>();
        foreach (string file in Repository.FilesThatEndIn(".cs").Where(file => IsOf(project, file)))
        {
            string text = Repository.Text(file);
            string space = NamespaceName().Match(text).Groups[1].Value;
            string folder = Path.GetDirectoryName(file)!;
            folder = folder == project ? "." : folder[(project.Length + 1)..];
            foreach (Match type in TypeName().Matches(text))
            {
                string arity = type.Groups[2].Success ? $"`{type.Groups[2].Value.Count(c => c == ',') + 1}" : "";
                found[$"{space}.{type.Groups[1].Value}{arity}"] = folder;
            }
        }
        return found;
    }

    /// <summary>Whether a file is compiled into a project: it is below it, and below no project inside it.</summary>
    private static bool IsOf(string project, string file) =>
        file.StartsWith(project + "/", StringComparison.Ordinal)
        && !Repository.FilesThatEndIn(".csproj").Select(inner => Path.GetDirectoryName(inner)!)
            .Any(inner => inner.Length > project.Length && file.StartsWith(inner + "/", StringComparison.Ordinal)
                && inner.StartsWith(project + "/", StringComparison.Ordinal));

    private static IEnumerable<TypeReference> Named(TypeDefinition type) =>
        Whole(type).SelectMany(Mentioned).SelectMany(Parts);

    private static IEnumerable<TypeDefinition> Whole(TypeDefinition type) => type.NestedTypes.SelectMany(Whole).Prepend(type);

    private static IEnumerable<TypeReference?> Mentioned(TypeDefinition type) =>
    [
        type.BaseType, .. type.Interfaces.Select(one => one.InterfaceType), .. Attributes(type), .. Constraints(type),
        .. type.Fields.SelectMany(field => Attributes(field).Prepend(field.FieldType)),
        .. type.Properties.SelectMany(Attributes), .. type.Methods.SelectMany(Mentioned),
    ];

    private static IEnumerable<TypeReference?> Mentioned(MethodDefinition method) =>
    [
        .. Signature(method), .. Attributes(method), .. Constraints(method),
        .. method.HasBody ? method.Body.Variables.Select(local => local.VariableType) : [],
        .. method.HasBody ? method.Body.ExceptionHandlers.Select(handler => handler.CatchType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(Mentioned) : [],
    ];

    private static IEnumerable<TypeReference?> Mentioned(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        MethodReference method => [method.DeclaringType, .. Signature(method)],
        _ => [],
    };

    private static IEnumerable<TypeReference?> Signature(MethodReference method) =>
    [
        method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType),
        .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
    ];

    private static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider of) =>
        of.CustomAttributes.Select(attribute => attribute.AttributeType);

    private static IEnumerable<TypeReference?> Constraints(IGenericParameterProvider of) =>
        of.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType);

    /// <summary>The types a type is made of: what an array holds, what a generic type is of.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        RequiredModifierType modified => Parts(modified.ElementType).Concat(Parts(modified.ModifierType)),
        TypeSpecification made => Parts(made.ElementType),
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceName();

    [GeneratedRegex(@"^(?:public |internal |sealed |static |abstract |partial |readonly |ref |unsafe |file )*"
        + @"(?:class|struct|interface|enum|record struct|record|delegate [\w<>?.]+) (\w+)(<[^>]+>)?", RegexOptions.Multiline)]
    private static partial Regex TypeName();
}
